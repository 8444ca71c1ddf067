"""What an imported round comes to: how many were entered, and what of it needs attention."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from monitor.app.judged_round import JudgedRound
from monitor.app.observe import RecordedRound
from monitor.model import NoteKind, Observation, clock
from monitor.parsing import naming
from monitor.registry import Registry
from monitor.registry.rules import limits
from monitor.verdicts.checklist_rules import quarter_since
from reports import verdict_sentence

AGAIN = "如系重新核对，请将查看时间填写到时、分后再导入"


def sentences(registry: Registry, judged: JudgedRound, now: datetime) -> Iterator[str]:
    """Yield one sentence for the round, and one for each kind of what needs attention."""
    kept = judged.recorded
    looked = {observation.account for observation in kept.observations}
    late = tuple(_late(registry, kept.observations, now))
    over = f"，其中 {len(late)} 个未更新超过期限：{'、'.join(late)}" if late else ""
    parts = [f"{len(looked)} 个账号已登记{over}"] if looked else []
    if told := "；".join((*parts, *_counted(kept))):
        yield f"{told}。"
    yield from _unfinished(kept, now)
    yield from _reviewed(registry, kept, now)
    by_note: dict[str, list[str]] = {}
    for observation in kept.observations:
        if observation.reading.window is None:
            for note in observation.reading.notes:
                if note.kind is not NoteKind.REMARK:
                    by_note.setdefault(note.text, []).append(observation.account)
    for text, ids in by_note.items():
        yield f"{_names(registry, ids)}：{text}。"
    if kept.duplicates:
        yield f"{_names(registry, kept.duplicates)}：该观测此前已登记，不再重复。"
    if kept.repeated:
        yield f"{_names(registry, kept.repeated)}：有核对结果此前已登记，不再重复；{AGAIN}。"
    if judged.assessments:
        yield f"登记后判定：{verdict_sentence.counted(judged.assessments)}（monitor status）。"
        yield from verdict_sentence.outlook(judged.assessments)


def _counted(kept: RecordedRound) -> Iterator[str]:
    """Yield how many posts were counted, by month: a sheet tells of one."""
    for month, counts in groupby(kept.counts, lambda count: count.month):
        posts = [count.posts for count in counts]
        yield f"{month.label}发布条数已登记 {len(posts)} 个账号，共 {sum(posts)} 条"
    if kept.recounted and not kept.counts:
        yield f"{kept.recounted} 个账号的发布条数此前已登记，不再重复"


def _unfinished(kept: RecordedRound, now: datetime) -> Iterator[str]:
    """Yield the months that are not over, whose counts cannot be whole."""
    for month in dict.fromkeys(count.month for count in kept.counts):
        if clock.day(now) < month.last_day:
            yield f"{month.label}尚未结束，请于月末之后再填报一次，否则不计入。"


def _reviewed(registry: Registry, kept: RecordedRound, now: datetime) -> Iterator[str]:
    """Yield what was answered to the checklist, and whose answers are in the negative."""
    if not kept.answers:
        return
    wrong = [id for id, answer in kept.answers if not answer.good]
    told = f"，其中 {_names(registry, wrong)}有答“否”的事项" if wrong else ""
    number = len({id for id, _ in kept.answers})
    yield f"{number} 个账号的安全和互动核对 {len(kept.answers)} 项已登记{told}。"
    since = quarter_since(now)
    if earlier := sum(answer.at < since for _, answer in kept.answers):
        yield f"其中 {earlier} 项核对于以前的季度，计入当时的季度，不代替本季度的核对。"


def _late(registry: Registry, observations: Iterable[Observation], now: datetime) -> Iterator[str]:
    """Yield the accounts that showed nothing within their limits, with the days."""
    limit_of = limits(registry.accounts, registry.policy)
    for observation in observations:
        reading = observation.reading
        since = max((post.published_at for post in reading.posts), default=None)
        if since is None and reading.window is not None:
            since = reading.window.since
        if since is None or limit_of(observation.account).holds(since, now):
            continue
        name = naming.full(registry.account(observation.account))
        if since <= clock.BEGINNING:
            yield f"{name}从未发布"
        else:
            yield f"{name}{clock.natural_days(since, now)}天"


def _names(registry: Registry, ids: Iterable[str]) -> str:
    return "、".join(naming.full(registry.account(id)) for id in dict.fromkeys(ids))
