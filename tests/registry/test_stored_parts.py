"""A register in many files, kept file by file: a changed one is read, all are held together."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.errors import RegistryError
from monitor.registry import load, validated_cache
from monitor.registry.parse import load as reader
from monitor.registry.stored_sources import StoredSources
from monitor.registry.validated_cache import MOST, remembered

ROOT = "jurisdiction: {name: 云岭市}\naccounts: [counties/*.yaml]\n"
NAMES = ("gaotai", "linze", "minle")


def county(name: str, **more: str) -> str:
    """Return a county of one unit and two accounts; *more*: keys of the second."""
    keys = {"platform": "weibo", "unit": f"{name}-caizheng"} | more
    second = ", ".join(f"{key}: {value}" for key, value in keys.items())
    return (
        f"units:\n  - {{id: {name}-caizheng, name: {name}财政局}}\naccounts:\n"
        f"  - {{id: {name}-a, name: 甲, platform: wechat, unit: {name}-caizheng, "
        f"sources: [{{kind: feed, url: 'http://{name}.invalid/a'}}]}}\n"
        f"  - {{id: {name}-b, name: 乙, {second}}}\n"
    )


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "counties").mkdir()
    for name in NAMES:
        (tmp_path / "counties" / f"{name}.yaml").write_text(county(name), encoding="utf-8")
    file = tmp_path / "accounts.yaml"
    file.write_text(ROOT, encoding="utf-8")
    return file


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record of which counties the text was read, beside what the cache held."""
    names: list[str] = []
    read_file = getattr(reader, "read_file")  # noqa: B009  # not meant for others

    def recorded(data: bytes, *rest: object) -> object:
        names.append(data.decode().split("id: ", 1)[1].split("-", 1)[0])
        return read_file(data, *rest)

    monkeypatch.setattr(reader, "read_file", recorded)
    return names


def change(path: Path, name: str, text: str) -> None:
    (path.parent / "counties" / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_the_second_command_has_the_same_register_without_reading_a_file(
    path: Path, read: list[str]
) -> None:
    first, second = remembered(path), remembered(path)

    assert read == list(NAMES)
    assert first == second == load(path)
    assert isinstance(second.accounts[0].sources, StoredSources)


def test_only_the_county_that_changed_is_read(path: Path, read: list[str]) -> None:
    remembered(path)
    change(path, "linze", county("linze", note="新"))
    del read[:]

    registry = remembered(path)

    assert read == ["linze"]
    assert registry == load(path) and registry.account("linze-b").note == "新"


def test_other_options_for_all_are_other_options_for_each(path: Path, read: list[str]) -> None:
    """An account's own options are tried together with those of the whole register."""
    change(path, "linze", county("linze", policy="{silent_account: {remind_days: 20}}"))
    wide = f"{ROOT}policy: {{silent_account: {{max_days: 30}}}}\n"
    path.write_text(wide, encoding="utf-8")
    remembered(path)
    path.write_text(ROOT, encoding="utf-8")

    with pytest.raises(RegistryError, match="remind_days"):
        remembered(path)


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text.replace("id: linze-a", "id: gaotai-a"),
        lambda text: text.replace("id: linze-caizheng", "id: minle-caizheng", 1),
        lambda text: text.replace("unit: linze-caizheng", "unit: nosuch"),
        lambda text: text.replace("platform: weibo", "merged_into: nosuch, platform: weibo"),
        lambda text: text.replace("platform: weibo", "platform: weibbo"),
        lambda text: "",
    ],
)
def test_what_does_not_fit_the_files_that_were_kept_is_told_as_if_all_were_read(
    path: Path, bend: Callable[[str], str]
) -> None:
    remembered(path)
    change(path, "linze", bend(county("linze")))

    with pytest.raises(RegistryError) as kept:
        remembered(path)
    with pytest.raises(RegistryError) as again:
        remembered(path)
    with pytest.raises(RegistryError) as read:
        load(path)

    assert kept.value.problems == again.value.problems == read.value.problems


def test_a_unit_that_left_its_file_is_missed_where_a_kept_file_names_it(path: Path) -> None:
    change(path, "minle", county("minle", unit="linze-caizheng"))
    remembered(path)
    change(path, "linze", "units: []\n")

    with pytest.raises(RegistryError) as failed:
        remembered(path)

    (problem,) = failed.value.problems
    assert problem.file.endswith("minle.yaml") and problem.field == "accounts[minle-b].unit"
    assert (problem.line, problem.column) == (5, 51)


def test_what_is_kept_of_files_that_are_gone_goes(path: Path, tmp_path: Path) -> None:
    remembered(path)
    (folder,) = (tmp_path / "cache").rglob("*.parts")
    assert len(list(folder.iterdir())) == len(NAMES)
    change(path, "linze", county("linze", note="新"))
    (path.parent / "counties" / "minle.yaml").unlink()

    remembered(path)

    assert len(list(folder.iterdir())) == 2
    assert folder.stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())


def test_only_the_last_registers_have_their_parts_kept(path: Path, tmp_path: Path) -> None:
    folder = validated_cache.folder()
    for number in range(MOST + 2):
        (folder / f"{number}.parts").mkdir(parents=True)
    alone = tmp_path / "alone.yaml"
    alone.write_text("jurisdiction: {name: 县}\nunits: []\naccounts: []\n", encoding="utf-8")

    remembered(alone)

    assert len(list(folder.glob("*.parts"))) == MOST


def test_an_account_that_is_sent_on_takes_its_own_sources_along_and_no_others(path: Path) -> None:
    remembered(path)
    account = remembered(path).accounts[0]

    sent = pickle.dumps(account)

    assert pickle.loads(sent) == account
    assert isinstance(pickle.loads(sent).sources, tuple)
    assert b"gaotai.invalid" in sent and b"linze.invalid" not in sent
