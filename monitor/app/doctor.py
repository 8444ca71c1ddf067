"""What would keep a check from seeing, found before it runs; nothing is looked at."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from monitor.app import backup, task_retries, wrong_clock
from monitor.app.looks.host_groups import groups_over
from monitor.app.looks.plan import plan_of
from monitor.app.lost_accounts import lost_accounts
from monitor.app.task_run_store import TaskRunStore
from monitor.http import trust
from monitor.http.live import NetworkSettings
from monitor.http.proxies import ENVIRONMENT, Proxy
from monitor.model import clock, clock_offset, errors
from monitor.model.clock_offset import Comparison
from monitor.notices import credentials, stranded
from monitor.notices.outbox import Outbox
from monitor.parsing import text
from monitor.registry import Registry, load, register_files
from monitor.sources import hosts_of
from monitor.system import token_store
from monitor.system.connection import Database
from monitor.system.readonly import open_reading
from monitor.system.secrets import Secrets
from monitor.verdicts.clock_log import ClockLog
from monitor.verdicts.reader import VerdictReader

FEW = 5  # names that a line lists
BACKUP_DAYS = 7  # so long nobody need think of it
OK, WARN, BAD = "正常", "注意", "错误"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of one topic, with its grade."""

    topic: str
    grade: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examined:
    """What is examined, and when."""

    registry: Registry
    data: Path
    now: datetime

    @property
    def database(self) -> Path:
        return self.data / "monitor.db"

    def secrets(self) -> Secrets:
        """Read the keys; raises ConfigError."""
        return Secrets.load(self.registry.path.parent, os.environ, self.registry.secret_names)


def examine(
    accounts: Path, data: Path, now: datetime, read: Callable[[Path], Registry] = load
) -> Iterator[Remark]:
    """Yield what is to be said of the register at *accounts* and of the data directory.

    Nothing is written, and no network is met. *read*: reads the register.
    """
    try:
        registry = read(accounts)
    except errors.RegistryError as error:
        yield Remark("名单", BAD, f"{len(error.problems)} 处问题，首处：{error.problems[0]}")
        return
    place = _Examined(registry=registry, data=data, now=now)
    judged = len(registry.judged)
    yield Remark("名单", OK, f"{accounts}：在管账号 {judged} 个，单位 {len(registry.units)} 个")
    if others := register_files.unnamed(accounts, (file.name for file in registry.files)):
        yield Remark("名单", WARN, register_files.unnamed_sentence(others))
    yield from _sources(registry)
    yield from _secrets(place)
    yield from _grants(place)
    yield from _channels(registry)
    yield from _clock(place)
    yield from _network(registry)
    yield from _pace(registry)
    yield from _data(place)
    yield from _backup(place)


def _sources(registry: Registry) -> Iterator[Remark]:
    without = [account.name for account in registry.judged if not account.sources]
    if without:
        names = few(without)
        yield Remark("来源", WARN, f"{len(without)}个账号没有自动来源，须人工观测：{names}")
    else:
        yield Remark("来源", OK, "每个账号至少有一个来源")
    if registry.endpoints:
        kinds = "、".join(registry.endpoints)
        yield Remark("来源", WARN, f"endpoints 将 {kinds} 指向替代地址，正式使用时请删去")


def few(names: Sequence[str]) -> str:
    """Return the first of *names*, and whether there are more."""
    return text.few(names, FEW)


def _secrets(place: _Examined) -> Iterator[Remark]:
    try:
        secrets = place.secrets()
    except errors.ConfigError as error:
        yield Remark("密钥", BAD, str(error))
        return
    judged, routes = place.registry.judged, place.registry.channels
    missing = _missing(secrets, (source for account in judged for source in account.sources))
    missing |= _missing(secrets, (place.registry.network,))
    mute = _missing(secrets, (route.channel for route in routes))
    if mute:
        yield Remark(
            "密钥", WARN, f"通知通道引用的密钥未配置，通知将无法送达：{'、'.join(sorted(mute))}"
        )
    if missing:
        names = few(sorted(missing))
        yield Remark("密钥", WARN, f"{len(missing)}个密钥未配置，相应账号将无法判定：{names}")
    elif not mute:
        yield Remark("密钥", OK, "所引用的密钥均已配置")


def _grants(place: _Examined) -> Iterator[Remark]:
    """Yield the grants that end soon, and when the next one ends."""
    now = place.now
    judged = place.registry.judged
    try:
        given = credentials.given(judged, place.secrets())
    except errors.ConfigError:
        given = {}  # told with the keys
    endings = token_store.endings(place.data, given)
    expiries = [
        (account, until)
        for account in judged
        for _, _, until in credentials.ends_on(account, now, endings)
    ]
    soon = clock.day(now) + timedelta(days=max(credentials.AHEAD))
    for account, until in sorted(expiries, key=lambda expiry: expiry[1]):
        if until <= soon:
            sentence = f"{account.name}：{credentials.ending(until, now)}，{credentials.REMEDY}"
            yield Remark("授权", WARN, sentence)
    later = [until for _, until in expiries if until > soon]
    if later:
        day = clock.show_day(clock.day_start(min(later)))
        yield Remark(
            "授权", OK, f"{len(later)}个账号授权在{credentials.AHEAD[0]}天之后到期，最早于{day}"
        )


def _missing(secrets: Secrets, holders: Iterable[object]) -> set[str]:
    names = set()
    for holder in holders:
        try:
            secrets.fill(holder)
        except errors.MissingSecret as error:
            names.add(error.name)
    return names


def _channels(registry: Registry) -> Iterator[Remark]:
    routes = registry.channels
    if not routes:
        yield Remark("通知", WARN, "没有通知通道（channels），提醒和告警只在本机可见")
        return
    if all(route.units for route in routes):
        yield Remark("通知", WARN, "没有发给办公室的通道（不写 units 的），平台异常等无人知晓")
    covered = {unit for route in routes for unit in route.units}
    owners = {account.unit.id: account.unit.name for account in registry.judged}
    deaf = [name for unit, name in owners.items() if unit not in covered]
    if covered and deaf:
        names = few(deaf)
        yield Remark("通知", WARN, f"{len(deaf)}个单位没有接收通知的通道，须由办公室转达：{names}")
    else:
        yield Remark("通知", OK, f"通知通道 {len(routes)} 个")


def _clock(place: _Examined) -> Iterator[Remark]:
    """Say whether the clock is right, by the servers of the newest check; nobody new is asked."""
    now = place.now
    sentence = f"现在是北京时间 {clock.show(now)}"
    if not place.database.exists():
        yield _compared(None, now, sentence)
        return
    try:
        with open_reading(place.database) as db:
            yield _compared(
                ClockLog(db).compared() or ClockLog(db).latest_comparison(), now, sentence
            )
            yield from _dated_ahead(db, now)
            yield from _undone(place.registry, db, now)
            if lost := lost_accounts(db, place.registry, now):
                yield Remark("名单", WARN, f"{lost.text}。{lost.question}")
    except errors.StoreError:
        return  # told with the data


def _compared(comparison: Comparison | None, now: datetime, sentence: str) -> Remark:
    if comparison is not None and comparison.is_wrong and comparison.still_applies(now):
        difference = clock_offset.difference(comparison.offset)
        return Remark(
            "时钟",
            BAD,
            f"{sentence}，{difference}（据{clock.show(comparison.moment)}的检查），请立即校准",
        )
    if comparison is None or not comparison.still_applies(now):
        if now.year < 2024:  # no machine that runs this program was built before it
            return Remark("时钟", BAD, f"{sentence}，明显偏慢，请先校准系统时间")
        return Remark(
            "时钟", WARN, f"{sentence}，最近没有服务器告知时间，无从比对，请与实际时间核对"
        )
    return Remark(
        "时钟", OK, f"{sentence}，与服务器时间一致（据{clock.show(comparison.moment)}的检查）"
    )


def _dated_ahead(db: Database, now: datetime) -> Iterator[Remark]:
    if (ahead := ClockLog(db).ahead(now)).latest_at is not None:
        sentence = f"有{ahead.looks}次观测的时间晚于现在（最晚 {clock.show(ahead.latest_at)}）"
        yield Remark("时钟", WARN, f"{sentence}，系统时间可能曾经调快；到该时间之前不予采用")
    if (at := TaskRunStore(db).duty_ahead(now)) is not None:
        yield Remark("日程", WARN, wrong_clock.ahead_of_schedule(at))


def _undone(registry: Registry, db: Database, now: datetime) -> Iterator[Remark]:
    """Yield what the schedule owes, and notices whose channel was removed."""
    for trouble in task_retries.troubles(
        TaskRunStore(db).open_duties(now), TaskRunStore(db).lapsed_duties(now)
    ):
        yield Remark("日程", WARN, trouble)
    for trouble in stranded.sentences(Outbox(db), registry.channels, now):
        yield Remark("通知", WARN, trouble)


def _network(registry: Registry) -> Iterator[Remark]:
    """Yield how the network is reached, and which exceptions are granted."""
    network = registry.network
    if network.proxy:
        shown = Proxy(url=network.proxy).shown
        yield Remark("网络", OK, f"经代理服务器 {shown} 访问；本机和内网地址直接访问")
    elif names := [name for name in ENVIRONMENT if os.environ.get(name)]:
        sentence = f"环境变量 {'、'.join(names)} 不予采用，须经代理访问的请写入 network.proxy"
        yield Remark("网络", WARN, sentence)
    if network.ca_file is not None:
        yield Remark("网络", OK, f"另行信任 {network.ca_file} 中的证书")
    for name, fault in trust.unusable(os.environ):
        yield Remark("网络", WARN, f"环境变量 {name} 所指的证书未采用：{fault}")
    if network.legacy_tls:
        hosts = "、".join(sorted(network.legacy_tls))
        sentence = f"对 {hosts} 允许过时的安全协议（TLS 1.0/1.1、旧式重协商、弱算法），证书仍须可信"
        yield Remark("网络", WARN, f"{sentence}；证据中均有标注")


def _pace(registry: Registry) -> Iterator[Remark]:
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
    yield Remark("间隔", OK, f"最忙的主机 {host} 承担 {number} 个来源，每轮至少 {least:.0f} 秒")
    network = NetworkSettings(
        endpoints=registry.endpoints, pace=registry.pace, default_pace=registry.default_pace
    )
    keyed = "@" in registry.network.proxy or "${" in registry.network.proxy
    chosen = plan_of(groups_over(network, registry.judged), proxied=keyed)
    yield Remark("查看", OK, f"整次检查用 {chosen.workers} 个{chosen.mode.label}：{chosen.why}")


def _data(place: _Examined) -> Iterator[Remark]:
    if not place.database.exists():
        yield Remark("数据", OK, f"{place.data} 尚无数据，首次检查时建立")
        return
    try:
        with open_reading(place.database) as db:
            runs = VerdictReader(db).runs(limit=1)
            unfinished = VerdictReader(db).unfinished()
    except errors.StoreError as error:
        yield Remark("数据", BAD, str(error))
        return
    last = f"最近一次抽查于 {clock.show(runs[0].started_at)}" if runs else "尚未抽查"
    yield Remark(
        "数据", WARN if unfinished else OK, last + ("，有中途停止的抽查" if unfinished else "")
    )


def _backup(place: _Examined) -> Iterator[Remark]:
    """Say how old the newest copy of the data is: a disk fails without asking."""
    if not place.database.exists():
        return
    latest = backup.last(place.data)
    if latest is None:
        yield Remark("备份", WARN, "尚未备份过，请运行 monitor backup 目录，存放到另一块磁盘")
        return
    at, where, faults = latest
    days = (clock.day(place.now) - clock.day(at)).days
    sentence = f"最近一次备份于 {clock.show(at)}，在 {where}"
    if faults:
        yield Remark(
            "备份",
            WARN,
            f"{sentence}；备份时数据即有 {faults} 处问题，请运行 monitor evidence verify",
        )
    elif days > BACKUP_DAYS:
        yield Remark("备份", WARN, f"{sentence}，已过 {days} 天，请运行 monitor backup")
    else:
        yield Remark("备份", OK, sentence)
