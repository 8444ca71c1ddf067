"""Refusals, other people's changes and kills leave the file as it was."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from monitor.model.errors import ConfigError, RegistryError
from monitor.registry import load
from monitor.registry.edit.placing import write
from monitor.registry.edit.revise import Change, revise
from tests.lengths import times
from tests.registry.edit.builders import BLOCK, HEAD, NEW, edited


def test_a_refused_change_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    for change, text in (
        (Change(account="a", values={"platform": "weixin"}), "不认识的平台"),
        (Change(account="a", values={"unit": "w"}), "units 中没有单位"),
        (Change(account="x", values={"name": "甲"}), "没有账号 x"),
        (Change(account="a", values=NEW, new=True), "已经用过"),
        (Change(account="a", values={"id": None}), "写在条目开头"),
    ):
        with pytest.raises(ConfigError, match=text):
            revise(path, [change])

    assert path.read_text("utf-8") == HEAD + BLOCK


def test_a_broken_register_is_mended_first(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK.replace("weibo", "wiebo"), "utf-8")

    with pytest.raises(RegistryError, match="是否为 微博（weibo）"):
        revise(path, [Change(account="a", values={"name": "丁"})])


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    revision = revise(path, [Change(account="a", values={"name": "丁"})])
    path.write_text(HEAD + BLOCK + "# 另一人\n", "utf-8")

    with pytest.raises(ConfigError, match="刚刚被修改过"):
        write(revision)
    assert path.read_text("utf-8").endswith("# 另一人\n")


KILLED = """
import sys
from pathlib import Path
from monitor.registry.edit.revise import Change, revise
from monitor.registry.edit.placing import write
from tests.lengths import times
path = Path(sys.argv[1])
print("ready", flush=True)
for number in range(10**6):
    write(revise(path, [Change(account="a", values={"name": f"甲{number}"})]))
"""


def test_a_kill_during_an_edit_leaves_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    dice = Random(1)
    for _ in range(times("MONITOR_KILLS", 2, 4)):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0, 0.05))
        process.kill()
        process.wait()
        process.stdout.close()
        name = load(path).account("a").name
        assert path.read_text("utf-8") == (HEAD + BLOCK).replace("name: 甲 ", f"name: {name} ")


def test_what_a_killed_edit_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".accounts.yaml.4242").write_text("half", "utf-8")
    (tmp_path / ".other.yaml.4242").write_text("another's", "utf-8")

    edited(tmp_path, BLOCK, Change(account="a", values={"name": "丁"}))

    left = {path.name for path in tmp_path.iterdir()} - {".accounts.yaml.lock"}
    assert left == {"accounts.yaml", ".other.yaml.4242"}
