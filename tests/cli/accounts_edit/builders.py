"""Changes of the sample county's register, on the command line."""

from pathlib import Path

from tests.running import Done, run

ID = "caizheng-weixin"


def edit(folder: Path, *words: str) -> Done:
    return run(folder, "accounts", *words, "--by", "张三")


def text(folder: Path) -> str:
    return (folder / "accounts.yaml").read_text("utf-8")
