"""A register kept for the next command: the same value, and never an old or a strange one."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.errors import RegistryError
from monitor.registry import load, reading, validated_cache
from monitor.registry.stored_sources import StoredSources
from monitor.registry.validated_cache import MOST, remembered
from monitor.sources import labels
from monitor.verdicts.codec import sources_digest

REGISTER = """\
jurisdiction: {name: 高台县}
units: [{id: xinfang, name: 高台县信访局, kind: department}]
accounts:
  - id: xinfang-weibo
    name: 高台信访
    platform: weibo
    unit: xinfang
    sources: [{kind: weibo_public, uid: "9000000001"}]
  - {id: xinfang-weixin, name: 高台信访, platform: wechat, unit: xinfang}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return validated_cache.folder()


@pytest.fixture
def path(tmp_path: Path, cache: Path) -> Path:
    file = tmp_path / "accounts.yaml"
    file.write_text(REGISTER, encoding="utf-8")
    return file


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Record which files were read as registers, beside what the cache held."""
    paths: list[Path] = []
    reader = reading.loaded

    def loaded(data: bytes, path: Path, **more: object) -> object:
        paths.append(path)
        return reader(data, path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(validated_cache, "loaded", loaded)
    return paths


def test_the_second_command_has_the_same_register_without_reading_it(
    path: Path, read: list[Path]
) -> None:
    first, second = remembered(path), remembered(path)

    assert read == [path]
    assert first == second == load(path)
    assert second.path == path and second.sha256 == load(path).sha256


def test_kept_sources_are_what_the_register_says(path: Path, read: list[Path]) -> None:
    remembered(path)
    kept, plain = remembered(path).accounts[0], load(path).accounts[0]

    assert isinstance(kept.sources, StoredSources)
    assert kept.outlines == plain.outlines and kept.outlines[0].uid == "9000000001"
    assert list(labels(kept.sources)) == list(labels(plain.sources))
    assert kept.sources[0] == plain.sources[0] and kept.sources[:1] == plain.sources
    assert hash(kept.sources) == hash(plain.sources) and len(kept.sources) == 1
    assert sources_digest(kept) == sources_digest(plain)
    assert remembered(path).accounts[1].sources == ()
    assert remembered(path).secret_names == load(path).secret_names


def another_byte(path: Path) -> None:
    path.write_text(REGISTER.replace("高台信访", "高台信使"), encoding="utf-8")


def another_program(path: Path) -> None:
    del path
    setattr(validated_cache, "_program", lambda: ("another",))  # noqa: B010


@pytest.mark.parametrize("change", [another_byte, another_program])
def test_other_bytes_or_another_program_are_read_anew(
    change: Callable[[Path], None], path: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validated_cache, "_program", validated_cache._program)
    remembered(path)
    change(path)

    assert remembered(path) == load(path)
    assert read == [path, path]


def test_the_same_bytes_at_another_path_are_another_register(
    path: Path, read: list[Path], tmp_path: Path
) -> None:
    other = tmp_path / "other" / "accounts.yaml"
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    remembered(path)

    assert remembered(other).path == other


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20])


def of_another_kind(file: Path) -> None:
    file.write_bytes(pickle.dumps({"accounts": []}))


def empty(file: Path) -> None:
    file.write_bytes(b"")


def open_to_the_group(file: Path) -> None:
    file.chmod(0o620)


def open_to_all(file: Path) -> None:
    file.chmod(0o602)


def in_an_open_folder(file: Path) -> None:
    file.parent.chmod(0o770)


@pytest.mark.parametrize(
    "spoil",
    [cut_short, of_another_kind, empty, open_to_the_group, open_to_all, in_an_open_folder],
)
def test_a_file_that_is_broken_or_that_others_may_write_is_not_taken(
    spoil: Callable[[Path], None], path: Path, read: list[Path], cache: Path
) -> None:
    remembered(path)
    (kept,) = cache.iterdir()
    spoil(kept)

    assert remembered(path) == load(path)
    assert read == [path, path]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no owners by number")
def test_what_another_user_wrote_is_not_taken(
    path: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered(path)
    monkeypatch.setattr(os, "geteuid", lambda: 65_000)

    remembered(path)

    assert read == [path, path]


def test_what_is_kept_is_for_this_user_alone(path: Path, cache: Path) -> None:
    remembered(path)
    (kept,) = cache.iterdir()

    assert kept.stat().st_mode & 0o077 == 0
    assert cache.stat().st_mode & 0o077 == 0


def test_a_register_with_faults_is_told_each_time(path: Path, cache: Path) -> None:
    path.write_text(REGISTER.replace("platform: weibo", "platform: weibbo"), encoding="utf-8")

    for _ in range(2):
        with pytest.raises(RegistryError, match="weibbo"):
            remembered(path)
    assert not cache.exists()


@pytest.mark.parametrize("name", ["nosuch.yaml", "."])
def test_what_cannot_be_read_is_told_as_ever(path: Path, name: str) -> None:
    with pytest.raises(RegistryError):
        remembered(path.parent / name)


def test_a_register_that_names_certificates_is_not_kept(
    path: Path, cache: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = path.with_name("ca.pem")
    bundle.write_text("", encoding="utf-8")
    monkeypatch.setattr("monitor.registry.parse.settings.certificates", lambda _: (None, ""))
    for section in ("network", "stamping"):
        path.write_text(f"{REGISTER}{section}: {{ca_file: ca.pem}}\n", encoding="utf-8")
        remembered(path)

    assert not cache.exists() and len(read) == 2


def test_where_nothing_can_be_kept_the_register_is_read(
    path: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(path))  # a file, no folder

    assert remembered(path) == remembered(path) == load(path)
    assert read == [path, path]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system has no XDG folders")
@pytest.mark.parametrize("home", [None, "~", "cache"])
def test_who_has_no_home_reads_the_register_and_leaves_nothing(
    home: str | None, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: int) -> object:
        raise KeyError

    monkeypatch.chdir(path.parent)
    for name in ("XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    if home is not None:
        monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: f"{home}/monitor")
    before = sorted(path.parent.iterdir())

    assert remembered(path) == load(path)
    assert sorted(path.parent.iterdir()) == before


def test_only_the_last_registers_are_kept(path: Path, cache: Path) -> None:
    for number in range(MOST + 2):
        path.write_text(f"{REGISTER}# {number}\n", encoding="utf-8")
        remembered(path)
        for kept in cache.iterdir():  # older by a second than what comes next
            os.utime(kept, (kept.stat().st_atime, kept.stat().st_mtime - 1))
    newest = validated_cache._name(path, path.read_bytes())

    assert len(list(cache.iterdir())) == MOST
    assert (cache / newest).exists()
