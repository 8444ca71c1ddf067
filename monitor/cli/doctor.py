"""`monitor doctor`: what would keep a check from seeing, found before it runs."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click
from sqlite_utils import Database

from monitor.app.task_run_store import TaskLog
from monitor.cli import backup, chinese
from monitor.cli.console import Setup, emit, json_option, screen, select
from monitor.model import clock, errors
from monitor.notices.outbox import Outbox
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.clock_offset import Comparison
    from monitor.registry import Registry
    from monitor.system.secrets import Secrets

FEW = 5  # names that a line lists
OK, WARN, BAD = "正常", "注意", "错误"
Line = tuple[str, str, str]  # (topic, grade, sentence)


@chinese.command()
@click.option(
    "--source",
    "account",
    metavar="账号标识",
    help="访问该账号的各来源，逐条列出所见内容、所取日期及依据；不存入数据目录。",
)
@json_option
@click.pass_obj
def doctor(setup: Setup, *, account: str | None, as_json: bool) -> int:
    """检查名单、密钥、时钟、访问间隔和数据目录；除 --source 外不访问网络。"""
    if account is not None:
        return _explain(setup, account, as_json=as_json)
    lines = list(examine(setup))
    if as_json:
        emit(
            [
                {"topic": topic, "grade": grade, "message": message}
                for topic, grade, message in lines
            ]
        )
    else:
        _print(lines)
    return 2 if any(grade == BAD for _, grade, _ in lines) else 0


def _explain(setup: Setup, id: str, *, as_json: bool) -> int:
    from monitor.cli import doctor_source

    (account,) = select(setup.registry.accounts, (id,))
    if not account.sources:
        raise click.UsageError(f"账号 {id} 没有自动来源，须人工观测。")
    seen = doctor_source.look(setup, account)
    if as_json:
        emit(doctor_source.as_json(seen))
    else:
        doctor_source.show(account, seen)
    return 3 if any(result.gaps for result in seen) else 0


def examine(setup: Setup) -> Iterator[Line]:
    """Yield one line for each thing looked at."""
    try:
        registry = setup.registry
    except errors.RegistryError as error:
        yield "名单", BAD, f"{len(error.problems)} 处问题，首处：{error.problems[0]}"
        return
    judged = len(registry.judged)
    yield "名单", OK, f"{setup.accounts_file}：在管账号 {judged} 个，单位 {len(registry.units)} 个"
    yield from _sources(registry)
    yield from _secrets(setup)
    yield from _grants(setup)
    yield from _channels(registry)
    yield from _clock(setup)
    yield from _network(setup)
    yield from _pace(registry)
    yield from _data(setup)
    yield from backup.backup_status_rows(setup)


def _sources(registry: "Registry") -> Iterator[Line]:
    without = [account.name for account in registry.judged if not account.sources]
    if without:
        names = few(without)
        yield "来源", WARN, f"{len(without)}个账号没有自动来源，须人工观测：{names}"
    else:
        yield "来源", OK, "每个账号至少有一个来源"
    if registry.endpoints:
        kinds = "、".join(registry.endpoints)
        yield "来源", WARN, f"endpoints 将 {kinds} 指向替代地址，正式使用时请删去"


def few(names: Sequence[str]) -> str:
    """Return the first of *names*, and whether there are more."""
    return "、".join(names[:FEW]) + ("等" if len(names) > FEW else "")


def _secrets(setup: Setup) -> Iterator[Line]:
    try:
        secrets = setup.secrets
    except errors.ConfigError as error:
        yield "密钥", BAD, str(error)
        return
    judged, routes = setup.registry.judged, setup.registry.channels
    missing = _missing(secrets, (source for account in judged for source in account.sources))
    missing |= _missing(secrets, (setup.registry.network,))
    mute = _missing(secrets, (route.channel for route in routes))
    if mute:
        yield "密钥", WARN, f"通知通道引用的密钥未配置，通知将无法送达：{'、'.join(sorted(mute))}"
    if missing:
        names = few(sorted(missing))
        yield "密钥", WARN, f"{len(missing)}个密钥未配置，相应账号将无法判定：{names}"
    elif not mute:
        yield "密钥", OK, "所引用的密钥均已配置"


def _grants(setup: Setup) -> Iterator[Line]:
    """Yield the grants that end soon, and when the next one ends."""
    from monitor.notices import credentials
    from monitor.system import token_store

    now = clock.now()
    judged = setup.registry.judged
    try:
        given = credentials.given(judged, setup.secrets)
    except errors.ConfigError:
        given = {}  # told with the keys
    endings = token_store.endings(setup.data, given)
    expiries = [
        (account, until)
        for account in judged
        for _, _, until in credentials.ends_on(account, now, endings)
    ]
    soon = clock.day(now) + timedelta(days=max(credentials.AHEAD))
    for account, until in sorted(expiries, key=lambda expiry: expiry[1]):
        if until <= soon:
            sentence = f"{account.name}：{credentials.ending(until, now)}，{credentials.REMEDY}"
            yield "授权", WARN, sentence
    later = [until for _, until in expiries if until > soon]
    if later:
        day = clock.show_day(clock.day_start(min(later)))
        yield "授权", OK, f"{len(later)}个账号授权在{credentials.AHEAD[0]}天之后到期，最早于{day}"


def _missing(secrets: "Secrets", holders: Iterable[object]) -> set[str]:
    names = set()
    for holder in holders:
        try:
            secrets.fill(holder)
        except errors.MissingSecret as error:
            names.add(error.name)
    return names


def _channels(registry: "Registry") -> Iterator[Line]:
    routes = registry.channels
    if not routes:
        yield "通知", WARN, "没有通知通道（channels），提醒和告警只在本机可见"
        return
    if all(route.units for route in routes):
        yield "通知", WARN, "没有发给办公室的通道（不写 units 的），平台异常等无人知晓"
    covered = {unit for route in routes for unit in route.units}
    owners = {account.unit.id: account.unit.name for account in registry.judged}
    deaf = [name for unit, name in owners.items() if unit not in covered]
    if covered and deaf:
        names = few(deaf)
        yield "通知", WARN, f"{len(deaf)}个单位没有接收通知的通道，须由办公室转达：{names}"
    else:
        yield "通知", OK, f"通知通道 {len(routes)} 个"


def _clock(setup: Setup) -> Iterator[Line]:
    """Say whether the clock is right, by the servers of the newest check; nobody new is asked."""
    now = clock.now()
    sentence = f"现在是北京时间 {clock.show(now)}"
    if not setup.database.exists():
        yield _compared(None, now, sentence)
        return
    try:
        with setup.open_database() as db:
            clock_log = ClockLog(db)
            yield _compared(clock_log.compared() or clock_log.latest_comparison(), now, sentence)
            yield from _dated_ahead(db, now)
            yield from _undone(setup, db, now)
    except errors.StoreError:
        return  # told with the data


def _compared(comparison: "Comparison | None", now: "datetime", sentence: str) -> Line:
    from monitor.model import clock_offset

    if comparison is not None and comparison.is_wrong and comparison.still_applies(now):
        difference = clock_offset.difference(comparison.offset)
        return (
            "时钟",
            BAD,
            f"{sentence}，{difference}（据{clock.show(comparison.moment)}的检查），请立即校准",
        )
    if comparison is None or not comparison.still_applies(now):
        if now.year < 2024:  # no machine that runs this program was built before it
            return "时钟", BAD, f"{sentence}，明显偏慢，请先校准系统时间"
        return "时钟", WARN, f"{sentence}，最近没有服务器告知时间，无从比对，请与实际时间核对"
    return "时钟", OK, f"{sentence}，与服务器时间一致（据{clock.show(comparison.moment)}的检查）"


def _dated_ahead(db: Database, now: "datetime") -> Iterator[Line]:
    from monitor.app import wrong_clock

    if (ahead := ClockLog(db).ahead(now)).latest_at is not None:
        sentence = f"有{ahead.looks}次观测的时间晚于现在（最晚 {clock.show(ahead.latest_at)}）"
        yield "时钟", WARN, f"{sentence}，系统时间可能曾经调快；到该时间之前不予采用"
    if (at := TaskLog(db).duty_ahead(now)) is not None:
        yield "日程", WARN, wrong_clock.ahead_of_schedule(at)


def _undone(setup: Setup, db: Database, now: "datetime") -> Iterator[Line]:
    """Yield what the schedule owes, and notices whose channel was removed."""
    from monitor.app import task_retries
    from monitor.notices import delivery

    task_log = TaskLog(db)
    for trouble in task_retries.troubles(task_log.open_duties(now), task_log.lapsed_duties(now)):
        yield "日程", WARN, trouble
    for trouble in delivery.stranded(Outbox(db), setup.registry.channels, now):
        yield "通知", WARN, trouble


def _network(setup: Setup) -> Iterator[Line]:
    """Yield how the network is reached, and which exceptions are granted."""
    import os

    from monitor.http import trust
    from monitor.http.proxies import ENVIRONMENT, Proxy

    network = setup.registry.network
    if network.proxy:
        shown = Proxy(url=network.proxy).shown
        yield "网络", OK, f"经代理服务器 {shown} 访问；本机和内网地址直接访问"
    elif names := [name for name in ENVIRONMENT if os.environ.get(name)]:
        sentence = f"环境变量 {'、'.join(names)} 不予采用，须经代理访问的请写入 network.proxy"
        yield "网络", WARN, sentence
    if network.ca_file is not None:
        yield "网络", OK, f"另行信任 {network.ca_file} 中的证书"
    for name, fault in trust.unusable(os.environ):
        yield "网络", WARN, f"环境变量 {name} 所指的证书未采用：{fault}"
    if network.legacy_tls:
        hosts = "、".join(sorted(network.legacy_tls))
        sentence = f"对 {hosts} 允许过时的安全协议（TLS 1.0/1.1、旧式重协商、弱算法），证书仍须可信"
        yield "网络", WARN, f"{sentence}；证据中均有标注"


def _pace(registry: "Registry") -> Iterator[Line]:
    from monitor.sources import hosts_of

    busy: dict[str, int] = {}
    for account in registry.judged:
        for source in account.sources:
            for host in hosts_of(source):
                busy[host] = busy.get(host, 0) + 1
    if not busy:
        return
    host, number = max(busy.items(), key=lambda item: item[1])
    pace = registry.pace.get(host, registry.default_pace)
    least = number * pace.total_seconds()
    yield "间隔", OK, f"最忙的主机 {host} 承担 {number} 个来源，每轮至少 {least:.0f} 秒"


def _data(setup: Setup) -> Iterator[Line]:
    if not setup.database.exists():
        yield "数据", OK, f"{setup.data} 尚无数据，首次检查时建立"
        return
    try:
        with setup.open_database() as db:
            reader = VerdictReader(db)
            runs, unfinished = reader.runs(limit=1), reader.unfinished()
    except errors.StoreError as error:
        yield "数据", BAD, str(error)
        return
    last = f"最近一次抽查于 {clock.show(runs[0].started_at)}" if runs else "尚未抽查"
    yield "数据", WARN if unfinished else OK, last + ("，有中途停止的抽查" if unfinished else "")


def _print(lines: list[Line]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("项目", "结果", "说明"):
        grid.add_column(title, overflow="fold")
    colours: dict[str, Any] = {OK: "green", WARN: "yellow", BAD: "red"}
    for topic, grade, message in lines:
        grid.add_row(topic, Text(grade, style=colours[grade]), Text(message))
    screen().print(grid)
