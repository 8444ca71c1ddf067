"""Changes of a register in many files: each in the file in which its account stands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model import Unit
from monitor.model.errors import ConfigError
from monitor.registry import load
from monitor.registry.edit.placing import ChangedMeanwhile, write
from monitor.registry.edit.revise import Change, ChangeRefused, revise
from monitor.registry.register_files import fingerprint

ROOT = "jurisdiction: {name: 云岭市}\naccounts: [counties/*.yaml]\n"
UNITS = "units:\n  - {id: shi, name: 云岭市财政局}\n"
GAOTAI = """\
units:
  - {id: gt, name: 高台县财政局}   # 高台
accounts:
  - id: gt-a   # 标识
    name: 高台财政
    platform: weibo
    unit: gt
"""
LINZE = GAOTAI.replace("gt", "lz").replace("高台", "临泽")
NEW = {"id": "new", "name": "新号", "platform": "douyin"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "counties").mkdir()
    (tmp_path / "counties" / "gaotai.yaml").write_text(GAOTAI, encoding="utf-8")
    (tmp_path / "counties" / "linze.yaml").write_text(LINZE, encoding="utf-8")
    file = tmp_path / "accounts.yaml"
    file.write_text(ROOT, encoding="utf-8")
    return file


def text(path: Path, name: str) -> str:
    return (path.parent / "counties" / f"{name}.yaml").read_text(encoding="utf-8")


def test_a_change_is_made_in_the_file_of_its_account_and_nowhere_else(path: Path) -> None:
    revision = revise(path, [Change(account="lz-a", values={"name": "临泽财经"})])
    write(revision)

    assert text(path, "linze") == LINZE.replace("临泽财政\n", "临泽财经\n")
    assert text(path, "gaotai") == GAOTAI and path.read_text("utf-8") == ROOT
    assert revision.diff == ("counties/linze.yaml：", "-    name: 临泽财政", "+    name: 临泽财经")
    assert revision.sha256 == load(path).sha256 == fingerprint(path)


def test_changes_of_two_files_are_made_in_both(path: Path) -> None:
    changes = [Change(account=id, values={"note": "注"}) for id in ("gt-a", "lz-a")]

    write(revise(path, changes))

    assert text(path, "gaotai") == f"{GAOTAI}    note: 注\n"
    assert text(path, "linze") == f"{LINZE}    note: 注\n"


@pytest.mark.parametrize("unit", ["lz", "临泽县财政局"])
def test_a_new_account_stands_in_the_file_of_its_unit(path: Path, unit: str) -> None:
    write(revise(path, [Change(account="new", values=NEW | {"unit": unit}, new=True)]))

    assert "id: new" in text(path, "linze") and text(path, "gaotai") == GAOTAI
    assert [account.id for account in load(path).accounts] == ["gt-a", "lz-a", "new"]


def test_a_unit_of_the_main_file_has_its_accounts_where_its_others_stand(path: Path) -> None:
    path.write_text(ROOT + UNITS, encoding="utf-8")
    new = Change(account="new", values=NEW | {"unit": "shi"}, new=True)
    with pytest.raises(ConfigError) as refused:
        revise(path, [new])
    other = "  - {id: shi-a, name: 甲, platform: weibo, unit: shi}\n"
    (path.parent / "counties" / "gaotai.yaml").write_text(GAOTAI + other, encoding="utf-8")

    write(revise(path, [new]))

    assert "单位“shi”写在 accounts.yaml 中，那里还没有账号" in str(refused.value)
    assert text(path, "gaotai").endswith(
        f"{other}  - {{id: new, name: 新号, platform: douyin, unit: shi}}\n"
    )


def test_own_accounts_of_the_main_file_are_changed_beside_its_patterns(path: Path) -> None:
    own = "accounts:\n  - id: shi-a\n    name: 甲\n    platform: weibo\n    unit: shi\n"
    root = ROOT.replace("accounts: [counties/*.yaml]\n", UNITS + own + "  - counties/*.yaml\n")
    path.write_text(root, encoding="utf-8")
    changes = [
        Change(account="shi-a", values={"name": "乙"}),
        Change(account="new", values=NEW | {"unit": "shi"}, new=True),
    ]

    write(revise(path, changes))

    after = path.read_text("utf-8")
    assert "    name: 乙\n" in after and after.count("counties/*.yaml") == 1
    assert [account.id for account in load(path).accounts] == ["shi-a", "new", "gt-a", "lz-a"]


def test_a_new_unit_must_be_written_by_hand_first(path: Path) -> None:
    with pytest.raises(ConfigError, match="请先把单位“某局”写入所属文件的 units"):
        revise(path, [], [Unit(id="x", name="某局")])


def test_an_id_that_another_file_has_is_refused(path: Path) -> None:
    with pytest.raises(ConfigError, match="账号标识 gt-a 已经用过"):
        revise(path, [Change(account="gt-a", values=NEW | {"unit": "lz"}, new=True)])


def test_a_fault_that_a_change_would_make_is_refused_with_its_file(path: Path) -> None:
    with pytest.raises(ChangeRefused) as refused:
        revise(path, [Change(account="lz-a", values={"unit": "nosuch"})])

    (problem,) = refused.value.problems
    assert problem.file.endswith("linze.yaml") and problem.field == "accounts[lz-a].unit"


def touch_the_same(path: Path) -> None:
    file = path.parent / "counties" / "linze.yaml"
    file.write_text(LINZE + "# 注\n", encoding="utf-8")


def touch_another(path: Path) -> None:
    file = path.parent / "counties" / "gaotai.yaml"
    file.write_text(GAOTAI + "# 注\n", encoding="utf-8")


def add_a_file(path: Path) -> None:
    (path.parent / "counties" / "minle.yaml").write_text("units: []\n", encoding="utf-8")


@pytest.mark.parametrize("meddle", [touch_the_same, touch_another, add_a_file])
def test_what_somebody_changed_meanwhile_is_not_written_over(
    path: Path, meddle: Callable[[Path], None]
) -> None:
    revision = revise(path, [Change(account="lz-a", values={"name": "丁"})])
    meddle(path)

    with pytest.raises(ChangedMeanwhile):
        write(revision)

    assert "丁" not in text(path, "linze")
    assert not list(path.parent.rglob(".*yaml.[0-9]*"))
