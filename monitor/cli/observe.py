"""`monitor observe`: what a person saw, where no program can look."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.app import judged_round, post_counts, sheet_kinds
from monitor.app.judged_round import JudgedRound
from monitor.cli import chinese, import_summary, observe_list
from monitor.cli.console import Setup, emit, json_option, say, select
from monitor.model import Means, Observation, Precision, clock, period, texts_of
from monitor.model.errors import RequestError, SheetError
from monitor.model.observation import MOST_VALID_DAYS
from monitor.parsing import dates, naming
from monitor.review import attachments, claims, sheet_import
from monitor.review.claims import ClaimFields, FieldError, PersonClaim
from monitor.review.refusals import ImportRefused
from reports import check_json, verdict_sentence
from reports.answers_json import described

OPTIONS = {
    "newest": "--newest",
    "none_since": "--none-since",
    "link": "--link",
    "screenshot": "--screenshot",
    "by": "--by",
    "seen": "--at",
}


@chinese.command()
@click.argument("id", metavar="[账号]", required=False)
@click.option("--link", default="", metavar="网址", help="最新一条内容的分享链接，时间由程序核实。")
@click.option(
    "--newest",
    default="",
    metavar="时间",
    help="所见最新一条内容的发布时间，如 2021-12-30 09:00、昨天 16:20。",
)
@click.option(
    "--none-since",
    default="",
    metavar="时间",
    help="自该时间以来没有发布内容，须附截图；从未发布的写“从未”。",
)
@click.option(
    "--screenshot",
    default="",
    metavar="文件",
    help="账号主页的截图（PNG、JPG、PDF），留作证据；附截图方可认定不更新。",
)
@click.option(
    "--posts",
    type=click.IntRange(0, 100_000),
    metavar="条数",
    help="人工填报该账号一个月的发布条数，用于没有来源能列出内容的账号；以最后一次填报为准。",
)
@click.option(
    "--month",
    default="",
    metavar="月份",
    help="填报哪个月，如 2021-11，缺省为最近结束的月份；与 --posts 同用。",
)
@click.option("--by", default="", metavar="姓名", help="查看人姓名。")
@click.option(
    "--at", "seen", default="", metavar="时间", help="查看的时间，缺省为现在；如 今天 15:00。"
)
@click.option("--note", default="", metavar="文字", help="备注。")
@click.option(
    "--valid-days",
    type=click.IntRange(1, MOST_VALID_DAYS),
    metavar="天数",
    help="该观测的有效天数，缺省为 7，链接为 14。",
)
@click.option(
    "--import",
    "sheet",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="文件",
    help="导入填好的核查清单（.xlsx 或 .csv），或者清单网页生成的文字（.txt，写 - 的从屏幕粘贴）；"
    "有一处错误则全部不导入。",
)
@click.option(
    "--dry-run", is_flag=True, help="只说明将登记什么，不登记；与 --import 清单文字同用。"
)
@json_option
@click.pass_obj
def observe(
    setup: Setup,
    /,
    id: str | None,
    link: str,
    newest: str,
    none_since: str,
    screenshot: str,
    posts: int | None,
    month: str,
    by: str,
    seen: str,
    note: str,
    valid_days: int | None,
    sheet: Path | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """登记人工观测：最新内容的链接、发布时间，或一段时间以来没有发布。

    链接和时间能证明账号有更新；附有截图的时间才能据以认定账号不更新。登记后立即判定该账号，
    不计入检查次数。
    """
    setup.refuse_demo()
    now = clock.now().replace(microsecond=0)
    of_a_look = any((link, newest, none_since, screenshot, seen, note))
    if sheet is not None and (id or of_a_look or posts is not None):
        raise click.UsageError("--import 不能与账号或其他观测内容同时使用。")
    if sheet is not None and observe_list.is_list(sheet):
        if valid_days is not None:
            raise click.UsageError("--valid-days 不能与清单文字同用。")
        return _import_list(setup, sheet, now, by, dry_run=dry_run, as_json=as_json)
    if dry_run:
        raise click.UsageError("--dry-run 只与 --import 清单文字（.txt）同用。")
    if sheet is not None:
        return _import(setup, sheet, now, by, valid_days, as_json=as_json)
    if id is None:
        raise click.UsageError("请指明账号，或用 --import 导入核查清单。")
    if month and posts is None:
        raise click.UsageError("--month 只与 --posts 同用。")
    if posts is not None:
        if of_a_look:
            raise click.UsageError("--posts 单独填报，不能与其他观测内容同时使用。")
        return _enter_posts(setup, id, posts, month, by, now, as_json=as_json)
    if not (link or newest or none_since):
        raise click.UsageError("请用 --link、--newest 或 --none-since 说明所见。")
    words = ClaimFields(
        newest=newest, none_since=none_since, link=link, screenshot=screenshot, by=by, note=note,
        seen=seen, valid_days=valid_days,
    )  # fmt: skip
    return _keep(setup, id, words, now, as_json=as_json)


def _enter_posts(
    setup: Setup, id: str, posts: int, month: str, by: str, now: datetime, *, as_json: bool
) -> int:
    """Enter how many posts a person counted of an account in a month."""
    (account,) = select(setup.registry.accounts, (id,), judged=True)
    name = claims.signed(by)
    if not name:
        raise _misused("by", "请写填报人姓名")
    of = period.read(month, period.Span.MONTH) if month else post_counts.last_month(now)
    with setup.open_database() as db:
        new = post_counts.enter(db, account, of, posts, name, now)
    if as_json:
        said = {"account": account.id, "month": of.name, "posts": posts, "by": name}
        emit(said | {"repeated": not new})
        return 0
    whose = f"{naming.full(account)}{of.label}发布 {posts} 条"
    say(f"已登记：{whose}（{name} 填报）。" if new else f"{whose}，此前已登记，不再重复。")
    if clock.day(now) < of.last_day:
        say(f"{of.label}尚未结束，请于月末之后再填报一次，否则不计入。")
    return 0


def _import(
    setup: Setup, sheet: Path, now: datetime, by: str, valid_days: int | None, *, as_json: bool
) -> int:
    """Import a whole round, or nothing of it."""
    try:
        round_ = sheet_import.read(sheet, setup.registry.judged, now, by=by, valid_days=valid_days)
    except SheetError as error:
        if not sheet_kinds.is_ledger(sheet):
            raise
        how = f"导入名单请用 monitor accounts import {sheet.name} --by 姓名"
        raise RequestError(f"{sheet} 是台账，不是核查清单；{how}") from error
    try:
        kept = judged_round.enter(
            setup.recorder(),
            round_.claims,
            now,
            round_.answers,
            round_.counts,
            via=Means.SHEET,
            whole=not round_.faults,
        )
    except ImportRefused as refused:
        raise round_.problems(refused) from refused
    if as_json:
        _emit(kept)
    else:
        for sentence in import_summary.sentences(setup.registry, kept, now):
            say(sentence)
    if round_.skipped_message:
        say(f"{round_.skipped_message}。")
    return _hinted(round_.claims, 0)


def _import_list(
    setup: Setup, path: Path, now: datetime, by: str, *, dry_run: bool, as_json: bool
) -> int:
    """Import the text of an offline list, or show what it comes to."""
    if dry_run and as_json:
        raise click.UsageError("--dry-run 不能与 --json 同用。")
    kept = observe_list.import_list(setup, path, now, by, dry_run=dry_run)
    if kept is None:
        return 0
    if as_json:
        _emit(kept)
    else:
        for sentence in import_summary.sentences(setup.registry, kept, now):
            say(sentence)
    return 0


def _keep(setup: Setup, id: str, words: ClaimFields, now: datetime, *, as_json: bool) -> int:
    """Record a claim on one account."""
    (account,) = select(setup.registry.accounts, (id,))
    if not account.judged:
        raise click.UsageError(f"账号“{account.name}”{account.status.label}，不再考核，无须登记。")
    try:
        claim = claims.parse_claim(words, account, now, lambda name: attachments.read(Path(name)))
        kept = judged_round.enter(setup.recorder(), [claim], now)
    except FieldError as wrong:
        raise _misused(wrong.field, str(wrong)) from wrong
    except ImportRefused as refused:
        (fault,) = refused.faults
        if not fault.unseen:
            raise _misused(fault.field, fault.message) from refused
        say(f"{account.name}：{fault.message}。未登记。")
        return 3
    return _hinted([claim], _show(setup, kept, as_json=as_json))


def _hinted(sayings: Sequence[PersonClaim], code: int) -> int:
    """Say that a screenshot beside a link proves no silence; return *code*."""
    if any(claim.link is not None and claim.proof is not None for claim in sayings):
        say("链接只证明已发布；要认定不更新，须登记最新内容时间或自何时起未发布，并附截图。")
    return code


def _misused(field: str, message: str) -> click.BadParameter:
    return click.BadParameter(f"{message}。", param_hint=OPTIONS.get(field, field))


def _show(setup: Setup, kept: JudgedRound, *, as_json: bool) -> int:
    if as_json:
        _emit(kept)
        return 0
    for observation in kept.recorded.observations:
        sentence = "；".join(_sentences(observation))
        say(f"已登记：{_named(setup, observation.account)}，{sentence}（{observation.by} 查看）。")
    for id in kept.recorded.duplicates:
        say(f"{_named(setup, id)}：该观测此前已登记，不再重复。")
    say(f"共 {len(kept.recorded.observations)} 条。")
    for sentence in verdict_sentence.told(kept.assessments):
        say(sentence)
    return 0


def _emit(judged: JudgedRound) -> None:
    kept = judged.recorded
    answers = [{"account": id, **described(answer)} for id, answer in kept.answers]
    seen = [_described(observation) for observation in kept.observations]
    counts = [
        {"account": c.account, "month": c.month.name, "posts": c.posts, "by": c.by}
        for c in kept.counts
    ]
    repeated = sorted({*kept.duplicates, *kept.repeated})
    emit(
        {
            "observations": seen,
            "answers": answers,
            "post_counts": counts,
            "repeated": repeated,
            "verdicts": [check_json.account(assessment) for assessment in judged.assessments],
        }
    )


def _named(setup: Setup, id: str) -> str:
    return naming.full(setup.registry.account(id))


def _sentences(observation: Observation) -> Iterator[str]:
    reading = observation.reading
    for post in reading.posts:
        about = "不早于" if post.earliest_at else "于"
        yield f"最新内容发布{about} {dates.shown(post.published_at, post.precision)}"
    if reading.window is not None:
        since = reading.window.since
        whole = since == clock.day_end(clock.day(since))
        begin = dates.shown(since, Precision.DAY if whole else Precision.MINUTE)
        begin = "开设" if since <= clock.BEGINNING else f" {begin} "
        yield f"自{begin}至 {clock.show(reading.window.until)} 没有更新的内容，有截图为证"
    if observation.expires_at is not None:
        yield f"有效至 {clock.show(observation.expires_at)}"
    yield from texts_of(reading.notes)


def _described(observation: Observation) -> dict[str, Any]:
    post = next(iter(observation.reading.posts), None)
    window = observation.reading.window
    return {
        "account": observation.account,
        "by": observation.by,
        "via": observation.via,
        "taken_at": clock.iso(observation.taken_at),
        "newest_post_at": clock.iso(post.published_at) if post else None,
        "precision": post.precision.value if post else None,
        "title": post.title if post else "",
        "url": post.url if post else "",
        "vouches_since": clock.iso(window.since) if window else None,
        "shown_name": observation.reading.shown_name,
        "notes": list(texts_of(observation.reading.notes)),
        "evidence": [{"file": ref.file, "offset": ref.offset} for ref in observation.evidence],
        "expires_at": clock.iso(observation.expires_at) if observation.expires_at else None,
    }
