"""A register in order, as values."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.model import Account, Jurisdiction, Platform, Status, Unit
from monitor.model.errors import RegistryError
from monitor.registry import Registry, load
from monitor.registry.available_kinds import available_kinds
from tests.registry.conftest import KNOWN, Bridge, Feed, WeiboOpen, county, source

Good = Callable[[str | bytes], Registry]
UNIT = Unit(id="chengguan", name="城关镇人民政府", kind="town")


def test_every_key_reaches_its_field(good: Good) -> None:
    registry = good("""
jurisdiction:
  name: 高台县
  code: "620724"
  office: 高台县人民政府办公室
  reports_to: 张掖市人民政府办公室
  contact: 0936-0000000
endpoints: {weibo_open: "http://127.0.0.1:8000"}
pace: {default: 1.5s, API.weibo.com: 200ms, a.b: 0, "::1": 1m}
network: {allow_private: true}
units:
  - {id: chengguan, name: 城关镇人民政府, kind: town}
accounts:
  - id: chengguan-weibo
    name: 城关发布
    platform: weibo
    unit: chengguan
    opened_on: 2016-05-01
    filed: true
    status: closing
    required: true
    url: https://weibo.com/chengguan
    note: 停更公告已发
    sources:
      - {kind: weibo_open, uid: 017, token: "${WEIBO_TOKEN}"}
      - {kind: feed, url: "http://a.b/c", own: yes, depth: 2, bridge: {kind: rsshub}}
""")

    assert registry.jurisdiction == Jurisdiction(
        name="高台县",
        code="620724",
        office="高台县人民政府办公室",
        reports_to="张掖市人民政府办公室",
        contact="0936-0000000",
    )
    assert registry.units == (UNIT,)
    assert registry.accounts == (
        Account(
            id="chengguan-weibo",
            name="城关发布",
            platform=Platform.WEIBO,
            unit=UNIT,
            opened_on=date(2016, 5, 1),
            filed=True,
            status=Status.CLOSING,
            required=True,
            url="https://weibo.com/chengguan",
            note="停更公告已发",
            sources=(
                WeiboOpen(uid="017", token="${WEIBO_TOKEN}"),
                Feed(url="http://a.b/c", own=True, depth=2, bridge=Bridge(kind="rsshub")),
            ),
        ),
    )
    assert registry.endpoints == {"weibo_open": "http://127.0.0.1:8000"}
    assert registry.default_pace == timedelta(seconds=1.5)
    assert registry.pace == {
        "api.weibo.com": timedelta(milliseconds=200),
        "a.b": timedelta(),
        "::1": timedelta(minutes=1),
    }
    assert registry.allow_private is True


def test_what_is_left_out_has_its_default(good: Good) -> None:
    registry = good(county())
    (account,) = registry.accounts

    assert (account.status, account.required, account.filed) == (Status.ACTIVE, False, None)
    assert (account.opened_on, account.url, account.sources) == (None, "", ())
    assert (registry.endpoints, registry.pace, registry.allow_private) == ({}, {}, False)
    assert registry.default_pace == timedelta(seconds=2)


def test_an_empty_value_counts_as_left_out(good: Good) -> None:
    left_out = "opened_on:\nfiled: ~\nstatus: null\nurl:\nnote:\nsources:\npolicy:"

    registry = good(county(left_out, top="endpoints:\npace:\nnetwork:"))

    assert registry.accounts == good(county()).accounts


@pytest.mark.parametrize("text", ["no", "017", "13:30", "1_000", "1e3", "0x1F", "=", "2016-05-01"])
def test_text_stays_as_it_was_written(good: Good, text: str) -> None:
    assert good(county(name=text)).accounts[0].name == text
    assert good(county(f"note: {text}")).accounts[0].note == text


@pytest.mark.parametrize("text", ['"null"', "'~'"])
def test_a_quoted_word_is_a_text(good: Good, text: str) -> None:
    assert good(county(name=text)).accounts[0].name == text[1:-1]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("true", True),
        ("True", True),
        ("yes", True),
        ("是", True),
        ("false", False),
        ("NO", False),
        ("否", False),
    ],
)
def test_yes_and_no_may_be_said_in_both_languages(good: Good, word: str, meaning: bool) -> None:
    assert good(county(f"filed: {word}")).accounts[0].filed is meaning


def test_an_unquoted_code_stays_text(good: Good) -> None:
    text = county().replace("{name: 高台县}", "{name: 高台县, code: 020724}")

    assert good(text).jurisdiction.code == "020724"


def test_the_ways_of_editors_make_no_difference(good: Good) -> None:
    plain = good(county())

    for text in (
        "\ufeff" + county(),
        county().replace("\n", "\r\n"),
        "---\n" + county() + "...\n",
        county() + "\n\n# 完",
    ):
        assert good(text).accounts == plain.accounts


def test_the_hash_is_that_of_the_bytes(good: Good) -> None:
    text = "\ufeff" + county()

    assert good(text).sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_closed_and_merged_accounts_are_not_judged(good: Good) -> None:
    others = "".join(
        f"  - {{id: {status}, name: 甲, platform: app, unit: chengguan, status: {status}}}\n"
        for status in Status
    )

    registry = good(county(top=others))

    left = {account.id for account in registry.accounts} - {a.id for a in registry.judged}
    assert left == {"closed", "merged"}


def test_a_paper_for_one_account_clears_the_others_too(tmp_path: Path) -> None:
    """Nor does an account that its platform has cancelled make the one that is left a second."""
    allowed = "policy: {duplicate_account: {allowed: true, document: 高政办函〔2021〕5号}}"
    kinds = {"a": "", "b": allowed, "c": "", "d": "status: cancelled", "e": "status: closing"}
    (path := tmp_path / "accounts.yaml").write_text(
        "jurisdiction: {name: 高台县}\nunits: [{id: u, name: 甲局}]\naccounts:\n"
        + "".join(
            f"  - {{id: {id}, name: 甲, platform: weibo, unit: u, {more}}}\n"
            for id, more in kinds.items()
        ),
        "utf-8",
    )

    accounts = load(path).accounts

    twins = {account.id: "".join(account.duplicates) for account in accounts}
    assert twins == {"a": "ce", "b": "ace", "c": "ae", "d": "", "e": "ac"}
    assert all(account.duplicates_total == len(account.duplicates) for account in accounts)


@pytest.mark.parametrize(
    ("first", "second", "twins"),
    [
        ("platform: wechat, wechat_kind: subscription", "platform: 服务号", False),
        ("platform: wechat, wechat_kind: 订阅号", "platform: wechat, wechat_kind: service", False),
        ("platform: 微信订阅号", "platform: 公众号", True),  # of which kind, nobody said
        ("platform: wechat", "platform: wechat", True),
        ("platform: 服务号", "platform: wechat, wechat_kind: service", True),
        ("platform: 服务号, wechat_kind: subscription", "platform: 服务号", False),
        ("platform: 服务号", "platform: weibo", False),
    ],
)
def test_the_two_kinds_of_wechat_are_no_duplicates_of_each_other(
    tmp_path: Path, first: str, second: str, *, twins: bool
) -> None:
    (path := tmp_path / "accounts.yaml").write_text(
        "jurisdiction: {name: 高台县}\nunits: [{id: u, name: 甲局}]\naccounts:\n"
        f"  - {{id: a, name: 甲, unit: u, {first}}}\n  - {{id: b, name: 乙, unit: u, {second}}}\n",
        "utf-8",
    )

    found = [account.duplicates for account in load(path).accounts]

    assert found == ([("b",), ("a",)] if twins else [(), ()])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ("platform: weibo, wechat_kind: service", "只用于微信公众号，该账号的平台是微博"),
        ("platform: wechat, wechat_kind: 企业号", "企业号"),
    ],
)
def test_a_kind_that_no_account_can_have_is_a_fault_with_its_place(
    tmp_path: Path, fields: str, sentence: str
) -> None:
    (path := tmp_path / "accounts.yaml").write_text(
        "jurisdiction: {name: 高台县}\nunits: [{id: u, name: 甲局}]\naccounts:\n"
        f"  - {{id: a, name: 甲, unit: u, {fields}}}\n",
        "utf-8",
    )

    with pytest.raises(RegistryError) as failed:
        load(path)

    (problem,) = failed.value.problems
    assert sentence in problem.message and problem.field.endswith("wechat_kind")


def test_an_account_is_found_by_its_id(good: Good) -> None:
    registry = good(county())

    assert registry.account("chengguan-weixin") is registry.accounts[0]
    with pytest.raises(KeyError):
        registry.account("nobody")


def test_the_names_of_all_secrets_are_known(good: Good) -> None:
    bridged = 'bridge: {kind: rsshub, probe: "http://a/?k=${C}"}'
    registry = good(source(f'{{kind: feed, url: "http://a/?k=${{A}}&l=${{B_2}}", {bridged}}}'))

    assert registry.secret_names == {"A", "B_2", "C"}


def test_a_source_may_fit_its_platform_or_any(good: Good) -> None:
    registry = good(source('{kind: weibo_open, uid: "1", token: "${T}"}', platform="weibo"))

    assert registry.accounts[0].sources == (WeiboOpen(uid="1", token="${T}"),)


def test_a_register_without_accounts_is_in_order(good: Good) -> None:
    assert good("jurisdiction: {name: 高台县}\nunits:\naccounts:\n").accounts == ()


def test_a_pace_may_be_an_hour_and_no_more(good: Good) -> None:
    assert good(county(top="pace: {default: 60m}")).default_pace == timedelta(hours=1)


def test_a_thousand_accounts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "accounts.yaml"
    account = "  - {{id: a{0}, name: 甲, platform: app, unit: chengguan, sources: [{1}]}}\n"
    feed = "{kind: feed, url: 'http://a/'}"
    path.write_text(county(top="".join(account.format(n, feed) for n in range(1000))))

    assert len(load(path, KNOWN).accounts) == 1001


def test_the_sample_register_is_in_order() -> None:
    registry = load(Path(__file__).parents[2] / "accounts.yaml")

    assert len(registry.accounts) == 55
    assert all(account.unit in registry.units for account in registry.accounts)


def test_the_program_knows_its_checks_by_their_modules() -> None:
    assert "silent_account" in available_kinds().checks


def test_of_many_accounts_of_a_unit_a_few_are_named_and_all_are_counted(tmp_path: Path) -> None:
    (path := tmp_path / "accounts.yaml").write_text(
        "jurisdiction: {name: 高台县}\nunits: [{id: u, name: 甲局}]\naccounts:\n"
        + "".join(f"  - {{id: a{n}, name: 甲{n}, platform: weibo, unit: u}}\n" for n in range(8)),
        "utf-8",
    )

    accounts = load(path).accounts

    assert {account.duplicates_total for account in accounts} == {7}
    assert accounts[0].duplicates == ("a1", "a2", "a3", "a4", "a5")
    assert accounts[7].duplicates == ("a0", "a1", "a2", "a3", "a4")
