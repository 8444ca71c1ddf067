"""A data folder that cannot be written is told in one sentence, whatever is asked of it."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from monitor.app import check
from monitor.model.errors import StoreError
from monitor.system.locks import held
from tests.builders import NOON
from tests.running import run

OBSERVED = ("observe", "zhengfuban-weixin", "--newest", "今天", "--by", "李四")


@pytest.mark.parametrize("words", [("check",), OBSERVED, ("daemon", "--once")])
def test_a_data_folder_that_cannot_be_made_is_one_sentence(
    words: tuple[str, ...], county: Path
) -> None:
    blocked = county / "blocked"
    blocked.write_text("a file stands here")

    done = run(county, "--data", blocked / "data", *words)

    assert done.code == 2
    assert done.out == ""
    assert done.err.startswith("错误：无法写入 ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "没有读写权限"),
        (errno.EROFS, "只读文件系统"),
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EIO, "输入输出错误"),
    ],
)
def test_a_lock_that_cannot_be_written_says_why(
    number: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_lock: FileLock, timeout: float) -> None:
        raise OSError(number, f"refused at {timeout}")

    monkeypatch.setattr(FileLock, "acquire", refused)

    with (
        pytest.raises(StoreError, match=rf"无法写入 .*monitor\.lock：{sentence}"),
        held(tmp_path / "monitor.lock", str),
    ):
        pass


def test_a_full_disk_is_one_sentence_and_the_lock_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _text: str, **_kwargs: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with (
            pytest.raises(StoreError, match=r"running\.json：磁盘空间不足"),
            check.alone(tmp_path, NOON),
        ):
            pass

    with check.alone(tmp_path, NOON + timedelta(minutes=1)):
        assert (tmp_path / "running.json").exists()


def test_an_error_of_the_work_in_hand_keeps_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), held(tmp_path / "monitor.lock", str):
        raise PermissionError(errno.EACCES, "of the work itself")
