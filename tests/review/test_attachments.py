"""What a person puts forward as proof, told by its first bytes."""

import os
from pathlib import Path

import pytest

from monitor.model.errors import ConfigError
from monitor.review import attachments
from tests.builders import ago


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_its_kind_is_what_its_first_bytes_show(tmp_path: Path, start: bytes, kind: str) -> None:
    path = tmp_path / "主页.bin"
    path.write_bytes(start)
    os.utime(path, (ago(2).timestamp(), ago(2).timestamp()))

    proof = attachments.read(path)

    assert (proof.kind, proof.data, proof.saved_at) == (kind, start, ago(2))


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a", b"\x89PNG"])
def test_what_is_no_picture_is_no_proof(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)

    with pytest.raises(ConfigError, match=r"a\.png 不是 PNG、JPG 或 PDF"):
        attachments.read(path)


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_it_may_be_so_large_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, fits: bool
) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 10)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-".ljust(10 + more))

    if fits:
        assert len(attachments.read(path).data) == 10
        return
    with pytest.raises(ConfigError, match="超过"):
        attachments.read(path)


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="不存在"):
        attachments.read(tmp_path)
