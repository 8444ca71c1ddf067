"""`monitor accounts`: what it prints, where, and its exit codes."""

import json
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len
from rich.console import Console

from monitor.cli import cli, main
from monitor.cli.accounts import accounts
from monitor.cli.console import Setup
from monitor.model import Account, Jurisdiction, Platform, Status, Unit
from monitor.model.policy import Policy
from monitor.registry import Registry
from tests.registry.conftest import Feed, WeiboOpen, county

CHENGGUAN = Unit(id="chengguan", name="城关镇人民政府", kind="town")
JIAOYU = Unit(id="jiaoyu", name="高台县教育局")
ACCOUNTS = (
    Account(
        id="chengguan-weibo",
        name="城关发布[red]",
        platform=Platform.WEIBO,
        unit=CHENGGUAN,
        sources=(
            WeiboOpen(uid="1", token="${TOKEN}"),
            Feed(url="http://a/"),
            Feed(url="http://b/"),
        ),
    ),
    Account(
        id="jiaoyu-douyin",
        name="高台教育",
        platform=Platform.DOUYIN,
        unit=JIAOYU,
        status=Status.CLOSED,
    ),
)


def run(*arguments: str) -> Result:
    """Run `accounts` over the two accounts above."""
    setup = Setup(folder=Path(), accounts_file=Path("accounts.yaml"), data=Path("data"))
    registry = Registry(
        path=setup.accounts_file,
        sha256="0" * 64,
        jurisdiction=Jurisdiction(name="高台县"),
        units=(CHENGGUAN, JIAOYU),
        accounts=ACCOUNTS,
        policy=Policy(),
    )
    setup.__dict__["registry"] = registry  # where the cached property keeps what it has read
    above = click.Context(cli, **cli.context_settings)
    return CliRunner().invoke(accounts, arguments, obj=setup, parent=above, standalone_mode=False)


def listed(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("list", *arguments, "--json").stdout)
    return found


def program(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, Any]:
    """Run the whole program in *folder*; return its exit code and what it printed."""
    with pytest.raises(SystemExit) as caught:
        main(["-C", str(folder), "accounts", *arguments])
    assert isinstance(caught.value.code, int)
    return caught.value.code, capsys.readouterr()


def test_the_list_shows_what_staff_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")

    result = run("list")

    assert result.return_value == 0
    for word in ("标识", "名称", "平台", "单位", "状态", "来源"):
        assert word in result.stdout
    for word in ("chengguan-weibo", "城关发布[red]", "微博", "城关镇人民政府", "正常"):
        assert word in result.stdout
    for word in ("jiaoyu-douyin", "抖音", "已注销已备案", "人工观测", "共 2 个账号"):
        assert word in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("columns", [20, 60, 99, 100, 200])
def test_the_list_fits_its_width(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    def wide(**_: object) -> Console:
        return Console(file=sys.stdout, width=columns, highlight=False)

    monkeypatch.setattr("monitor.cli.accounts.screen", wide)

    lines = run("list").stdout.splitlines()

    assert max(map(cell_len, lines)) <= columns
    assert ("单位" in lines[0]) is (columns >= 100)


@pytest.mark.parametrize(
    ("option", "value", "ids"),
    [
        ("--platform", "weibo", ["chengguan-weibo"]),
        ("--platform", "app", []),
        ("--unit", "jiaoyu", ["jiaoyu-douyin"]),
        ("--unit", "高台县教育局", ["jiaoyu-douyin"]),
        ("--status", "active", ["chengguan-weibo"]),
        ("--status", "closed", ["jiaoyu-douyin"]),
        ("--status", "frozen", []),
    ],
)
def test_the_list_is_narrowed_by_each_option(option: str, value: str, ids: list[str]) -> None:
    assert [account["id"] for account in listed(option, value)] == ids


def test_options_narrow_together() -> None:
    assert listed("--platform", "weibo", "--status", "closed") == []


@pytest.mark.parametrize(
    "arguments", [("--platform", "wexin"), ("--status", "open"), ("--unit", "x")]
)
def test_an_unknown_word_is_a_usage_error(arguments: tuple[str, str]) -> None:
    assert getattr(run("list", *arguments).exception, "exit_code", None) == 2


def test_the_list_for_scripts_says_everything_but_the_keys() -> None:
    first, second = listed()

    assert first == {
        "id": "chengguan-weibo",
        "name": "城关发布[red]",
        "platform": "weibo",
        "wechat_kind": None,
        "platform_id": "",
        "unit": {"id": "chengguan", "name": "城关镇人民政府"},
        "opened_on": None,
        "filed": None,
        "status": "active",
        "required": False,
        "judged": True,
        "closing": {},
        "merged_into": None,
        "merged_on": None,
        "url": "",
        "note": "",
        "sources": ["weibo_open", "feed", "feed#2"],
    }
    assert (second["status"], second["judged"]) == ("closed", False)
    assert "城关发布" in run("list", "--json").stdout
    assert "TOKEN" not in run("list", "--json").stdout


def test_a_sound_register_is_said_to_be_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(county(), encoding="utf-8")

    code, printed = program(capsys, tmp_path, "validate")

    assert code == 0
    assert printed.out == f"{path}：1 个账号、1 个单位，未发现问题\n"


def test_each_problem_stands_on_a_line_of_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(county("filed: 好", platform="wechta"), encoding="utf-8")

    code, printed = program(capsys, tmp_path, "validate")

    assert code == 2
    assert printed.out == ""
    assert printed.err.splitlines()[:2] == [
        f"{path}:7:15: accounts[chengguan-weixin].platform: "
        "不认识的平台“wechta”，是否为 微信（wechat）",
        f"{path}:9:12: accounts[chengguan-weixin].filed: 应为 true 或 false（也可写 是、否）",
    ]


def test_problems_for_scripts_go_to_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(county(platform="wechta"), encoding="utf-8")

    code, printed = program(capsys, tmp_path, "validate", "--json")

    assert code == 2
    assert json.loads(printed.out) == {
        "valid": False,
        "problems": [
            {
                "file": str(path),
                "line": 7,
                "column": 15,
                "field": "accounts[chengguan-weixin].platform",
                "message": "不认识的平台“wechta”，是否为 微信（wechat）",
            }
        ],
    }


def test_soundness_for_scripts_has_the_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "accounts.yaml").write_text(county(), encoding="utf-8")

    code, printed = program(capsys, tmp_path, "validate", "--json")

    assert code == 0
    assert json.loads(printed.out) == {
        "valid": True, "accounts": 1, "units": 1, "problems": [], "doubts": [], "lost": None
    }  # fmt: skip


def test_a_closing_that_was_written_without_its_day_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.yaml"
    path.write_text(county("status: closed"), encoding="utf-8")

    code, printed = program(capsys, tmp_path, "validate")
    _, listed_ = program(capsys, tmp_path, "validate", "--json")

    text = "状态为“已注销已备案”，未登记关停备案日期，已不再统计"
    (id,) = (row["account"] for row in json.loads(listed_.out)["doubts"])
    assert code == 0
    assert printed.out == f"{path}：1 个账号、1 个单位，1 处请核实\n{id}：{text}\n"


def test_the_schema_is_printed_as_readable_json() -> None:
    printed = run("schema").stdout

    assert json.loads(printed)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert '\n  "' in printed
    assert "辖区" in printed
