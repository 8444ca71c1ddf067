"""A register in many files: read as one, every fault told with its own file and place."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.model.errors import RegistryError
from monitor.registry import Registry, load
from monitor.registry.parse import includes
from monitor.registry.parse import load as reader

ROOT = "jurisdiction: {name: 云岭市}\naccounts: [counties/*.yaml]\n"
GAOTAI = (
    "units:\n  - {id: gt-caizheng, name: 高台县财政局}\naccounts:\n"
    "  - {id: gt-a, name: 高台财政, platform: weibo, unit: gt-caizheng}\n"
)
LINZE = (
    "units:\n  - {id: lz-caizheng, name: 临泽县财政局}\naccounts:\n"
    "  - {id: lz-a, name: 临泽财政, platform: weibo, unit: lz-caizheng}\n"
)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write accounts.yaml as *root*, and other files by their names below ``counties``."""

    def written(root: str = ROOT, **files: str) -> Path:
        (tmp_path / "counties").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "counties" / f"{name}.yaml").write_text(text, encoding="utf-8")
        path = tmp_path / "accounts.yaml"
        path.write_text(root, encoding="utf-8")
        return path

    return written


def faults(path: Path) -> list[str]:
    with pytest.raises(RegistryError) as failed:
        load(path)
    return [str(problem).removeprefix(f"{path.parent}/") for problem in failed.value.problems]


def ids(registry: Registry) -> list[str]:
    return [account.id for account in registry.accounts]


def test_the_files_are_read_as_one_register_in_the_order_of_their_names(write: Write) -> None:
    registry = load(write(linze=LINZE, gaotai=GAOTAI))

    assert ids(registry) == ["gt-a", "lz-a"]
    assert [unit.id for unit in registry.units] == ["gt-caizheng", "lz-caizheng"]
    assert [(file.name, file.units, file.accounts) for file in registry.files] == [
        ("counties/gaotai.yaml", 1, 1),
        ("counties/linze.yaml", 1, 1),
    ]
    assert registry.account("lz-a").unit.name == "临泽县财政局"


def test_own_accounts_and_units_may_stand_beside_the_files(write: Write) -> None:
    root = (
        "jurisdiction: {name: 云岭市}\nunits: [{id: shi, name: 云岭市财政局}]\n"
        "accounts:\n  - counties/gaotai.yaml\n"
        "  - {id: shi-a, name: 云岭财政, platform: weibo, unit: shi}\n"
    )
    registry = load(write(root, gaotai=GAOTAI, linze=LINZE))

    assert ids(registry) == ["shi-a", "gt-a"]


def test_a_unit_of_another_file_is_found_by_its_id_and_by_its_name(write: Write) -> None:
    extra = (
        "accounts:\n  - {id: x, name: 甲, platform: weibo, unit: lz-caizheng}\n"
        "  - {id: y, name: 乙, platform: douyin, unit: 高台县财政局}\n"
    )
    registry = load(write(aaa=extra, gaotai=GAOTAI, linze=LINZE))

    assert registry.account("x").unit is registry.units[1]
    assert registry.account("y").unit.id == "gt-caizheng"
    assert registry.account("x").duplicates == ("lz-a",)  # across files
    assert registry.account("lz-a").duplicates == ("x",)


def test_the_hash_covers_names_and_bytes_of_all_files(write: Write, tmp_path: Path) -> None:
    first = load(write(gaotai=GAOTAI, linze=LINZE)).sha256
    assert load(tmp_path / "accounts.yaml").sha256 == first
    write(linze=LINZE.replace("临泽财政", "临泽财経"))
    other = load(tmp_path / "accounts.yaml").sha256
    write(linze=LINZE)
    (tmp_path / "counties" / "linze.yaml").rename(tmp_path / "counties" / "linzi.yaml")
    renamed = load(tmp_path / "accounts.yaml").sha256

    assert len({first, other, renamed}) == 3


def test_a_register_in_one_file_has_the_hash_of_its_bytes(write: Write) -> None:
    path = write(ROOT.replace("accounts: [counties/*.yaml]", "units: []\naccounts: []"))

    assert load(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


PATTERN_FAULTS = [
    ("../*.yaml", "只能引用名单所在目录之内的文件，不能写绝对路径或 .."),
    ("counties/../../x.yaml", "只能引用名单所在目录之内的文件，不能写绝对路径或 .."),
    ("/etc/x.yaml", "只能引用名单所在目录之内的文件，不能写绝对路径或 .."),
    ("counties\\a.yaml", "路径中的各级目录应以 / 分隔"),
    ("counties/*", "引用的文件须以 .yaml 结尾，如 counties/*.yaml"),
    ("nosuch/*.yaml", "没有与 nosuch/*.yaml 相符的文件，路径从 accounts.yaml 所在的目录算起"),
    ("counties/nosuch.yaml", "没有与 counties/nosuch.yaml 相符的文件，路径从"),
    ("accounts.yaml", "不能引用 accounts.yaml，请把各县区的文件放在单独的目录中"),
    ("secrets.yaml", "不能引用 secrets.yaml"),
    ("counties/gaotai.yaml", "文件 counties/gaotai.yaml 重复，第 3 行已经引用过"),
    ("counties/outside.yaml", "counties/outside.yaml 是指向名单目录之外的链接，不能引用"),
    ("haode", "应为“字段: 值”的形式"),
]


@pytest.mark.parametrize(("pattern", "sentence"), PATTERN_FAULTS)
def test_a_pattern_that_leads_nowhere_or_out_is_a_fault_at_its_place(
    write: Write, tmp_path: Path, pattern: str, sentence: str
) -> None:
    (tmp_path / "secrets.yaml").write_text("A: b\n", encoding="utf-8")
    root = f"jurisdiction: {{name: 云岭市}}\naccounts:\n  - counties/gaotai.yaml\n  - '{pattern}'\n"
    path = write(root, gaotai=GAOTAI)
    (outside := tmp_path.parent / f"{tmp_path.name}-outside.yaml").write_text(LINZE, "utf-8")
    (tmp_path / "counties" / "outside.yaml").symlink_to(outside)

    (fault,) = faults(path)

    assert fault.startswith(f"accounts.yaml:4:5: accounts[#2]: {sentence}")


def test_a_link_within_the_folder_is_followed(write: Write, tmp_path: Path) -> None:
    path = write(gaotai=GAOTAI)
    (tmp_path / "kept").mkdir()
    (tmp_path / "counties" / "gaotai.yaml").rename(tmp_path / "kept" / "g.yaml")
    (tmp_path / "counties" / "gaotai.yaml").symlink_to(tmp_path / "kept" / "g.yaml")

    assert ids(load(path)) == ["gt-a"]


FILE_FAULTS = {
    "policy: {}\nunits: []\n": (
        "1:1: policy: 引用的文件中只能有 units 和 accounts，这一节请写在主文件中"
    ),
    "unit: []\n": "1:1: unit: 不认识的字段 unit，是否为 units",
    "accounts: [more/*.yaml]\n": "1:12: accounts[#1]: 引用的文件中不能再引用别的文件",
    "accounts: [haode]\n": "1:12: accounts[#1]: 引用的文件中不能再引用别的文件",
    "": "1:1: 文件中没有内容，至少应有 units 或 accounts",
    "- a\n": "1:1: 文件应由 units 和 accounts 两个列表组成",
    "units: [\n": "2:1: 格式有误：",
    LINZE.replace("weibo", "weibbo"): "4:38: accounts[lz-a].platform: 不认识的平台",
    LINZE.replace(
        "lz-a", "gt-a"
    ): "4:10: accounts[gt-a].id: 标识 gt-a 重复，{}/counties/gaotai.yaml 第 4 行已经用过",
    LINZE.replace(
        "lz-caizheng", "gt-caizheng"
    ): "2:10: units[gt-caizheng].id: 标识 gt-caizheng 重复，"
    "{}/counties/gaotai.yaml 第 2 行已经用过",
    LINZE.replace(
        "unit: lz", "unit: nz"
    ): "4:51: accounts[lz-a].unit: units 中没有单位 nz-caizheng，是否为 lz-caizheng",
    LINZE.replace("}\n", ", merged_into: nosuch}\n", 2).replace("局, merged_into: nosuch", "局"): (
        "4:77: accounts[lz-a].merged_into: 不认识的账号 nosuch，可选：gt-a、lz-a"
    ),
}


@pytest.mark.parametrize(("text", "fault"), FILE_FAULTS.items())
def test_a_fault_of_a_file_names_that_file_and_its_place(
    write: Write, tmp_path: Path, text: str, fault: str
) -> None:
    (found,) = faults(write(gaotai=GAOTAI, linze=text))

    assert found.startswith(f"counties/linze.yaml:{fault.format(tmp_path)}")


def test_a_name_that_units_of_two_files_bear_is_no_way_to_name_one(write: Write) -> None:
    extra = "accounts:\n  - {id: x, name: 甲, platform: weibo, unit: 县财政局}\n"
    both = {"gaotai": GAOTAI.replace("高台县", "县", 1), "linze": LINZE.replace("临泽县", "县", 1)}

    (found,) = faults(write(zzz=extra, **both))

    assert found.endswith(
        "accounts[x].unit: 有2个单位名为 县财政局，请填单位标识：gt-caizheng、lz-caizheng"
    )


def test_faults_of_all_files_are_told_at_once_in_the_order_of_the_files(write: Write) -> None:
    root = ROOT.replace("accounts", "polizy: {}\naccounts")
    bad = GAOTAI.replace("weibo", "weibbo")

    found = faults(write(root, aaa="units: [", gaotai=bad, linze=bad.replace("gt-", "lz-")))

    assert [fault.partition(":")[0] for fault in found] == [
        "accounts.yaml",
        "counties/aaa.yaml",
        "counties/gaotai.yaml",
        "counties/linze.yaml",
    ]


def test_hidden_files_and_what_editors_leave_are_not_read(write: Write, tmp_path: Path) -> None:
    path = write(gaotai=GAOTAI)
    for name in (".gaotai.yaml", "gaotai.yaml~", ".#gaotai.yaml", "gaotai.yaml.bak"):
        (tmp_path / "counties" / name).write_text("polizy: 1\n", encoding="utf-8")

    assert ids(load(path)) == ["gt-a"]


def test_a_file_beyond_its_limit_and_files_beyond_theirs_are_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(gaotai=GAOTAI, linze=LINZE)
    size = len(GAOTAI.encode()) + len(LINZE.encode())
    monkeypatch.setattr(reader, "MAX_BYTES", size)
    assert len(load(path).accounts) == 2
    monkeypatch.setattr(reader, "MAX_BYTES", size - 1)
    assert "合计超过" in faults(path)[0]
    monkeypatch.setattr(reader, "MAX_BYTES", size)

    monkeypatch.setattr(includes, "MAX_FILES", 2)
    assert len(load(path).accounts) == 2
    monkeypatch.setattr(includes, "MAX_FILES", 1)
    (fault,) = faults(path)
    assert fault.endswith("引用的文件过多，最多 1 个")


def test_units_may_be_left_out_of_the_main_file_only_where_it_names_files(write: Write) -> None:
    (fault,) = faults(write("jurisdiction: {name: 云岭市}\naccounts: []\n"))

    assert fault.endswith("units: 缺少必填项 units")
