"""One account's history: verdicts, posts, looks, and where the proof of each stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.model import (
    Account,
    Assessment,
    EvidenceRef,
    Examination,
    Observation,
    Post,
    clock,
    texts_of,
)
from monitor.parsing import dates, text
from reports.check_json import examined
from reports.template_filters import examined_by

AHEAD = "日期在将来"
SET_ASIDE = "日期不准"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """*verdicts*: (run, assessment); *posts*: (post, first seen, found gone); newest first.

    What is dated later than *now*, and the runs that are known as *set_aside*, stand apart.
    """

    account: Account
    now: datetime = clock.END
    set_aside: frozenset[int] = frozenset()
    verdicts: tuple[tuple[int, Assessment], ...] = ()
    observations: tuple[Observation, ...] = ()
    posts: tuple[tuple[Post, datetime, datetime | None], ...] = ()


def render(dossier: Dossier) -> RenderableType:
    """Return the history for the screen."""
    account = dossier.account
    head = Text.assemble(
        (text.clean(account.name), "bold"),
        f"  {account.platform.label}  {text.clean(account.unit.name)}",
        f"  名单状态：{account.status.label}",
    )
    if not (dossier.observations or dossier.verdicts):
        return Group(head, Text("尚无观测记录，请运行 monitor check。"))
    return Group(
        head,
        Text("\n历次结论", style="bold"),
        _verdicts(dossier),
        Text("\n最近内容", style="bold"),
        _posts(dossier),
        Text("\n历次观测与证据", style="bold"),
        _observations(dossier),
    )


def _grid(*titles: str, whole: int) -> Table:
    """Return a table whose first *whole* columns stay in one line; the others are wrapped."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(titles):
        grid.add_column(title, no_wrap=number < whole, overflow="fold")
    return grid


def _reasons(assessment: Assessment) -> str:
    """Return the reasons of the verdict, then those of tasks for the office."""
    reasons = [*assessment.contradictions, *(finding.message for _, finding in assessment.faults)]
    reasons += [examined_by(f.examination) for _, f in assessment.faults if f.examination]
    reasons += [result.reason for result in assessment.abstained if result.reason]
    reasons += [finding.message for _, finding in assessment.tasks]
    reasons += [result.reason for result in assessment.results if result.advisory and result.reason]
    return "；".join(text.clean(reason, limit=300) for reason in dict.fromkeys(reasons))


def _verdicts(dossier: Dossier) -> Table:
    grid = _grid("抽查", "判定时间", "结论", "状态", "说明", whole=4)
    for run, assessment in _right_first(dossier):
        grid.add_row(
            str(run),
            clock.show(assessment.taken_at),
            assessment.verdict.label,
            assessment.state.label,
            _marked(_apart(dossier, assessment.taken_at, run), _reasons(assessment)),
        )
    return grid


def _right_first(dossier: Dossier) -> list[tuple[int, Assessment]]:
    """Return the verdicts in order, those that a wrong clock dated after all others."""
    return sorted(dossier.verdicts, key=lambda v: bool(_apart(dossier, v[1].taken_at, v[0])))


def _looks_right_first(dossier: Dossier) -> list[Observation]:
    return sorted(dossier.observations, key=lambda seen: bool(_apart(dossier, seen.taken_at)))


def _apart(dossier: Dossier, at: datetime, run: int | None = None) -> str:
    """Return why a verdict dated by a wrong clock is listed apart, empty for any other."""
    if at > min(dossier.now + clock.CLOCK_SKEW, clock.END):
        return AHEAD
    return SET_ASIDE if run in dossier.set_aside else ""


def _labelled(why: str) -> dict[str, str]:
    return {"apart": why} if why else {}


def _marked(why: str, words: str) -> Text:
    return Text(f"【{why}】{words}" if why else words)


def _posts(dossier: Dossier) -> Table:
    grid = _grid("发布时间", "首次看到", "标题", "备注", whole=2)
    for post, first_seen, gone in dossier.posts:
        remarks = [
            word for word, applies in (("置顶", post.pinned), ("转发", post.repost)) if applies
        ]
        remarks += [f"{clock.show(gone)} 起不再显示"] if gone else []
        remarks += [post.doubt] if post.doubt else []
        grid.add_row(
            dates.shown(post.published_at, post.precision),
            clock.show(first_seen),
            Text(text.clean(post.title, limit=60)),
            Text("、".join(remarks)),
        )
    return grid


def _observations(dossier: Dossier) -> Table:
    grid = _grid("时间", "来源", "所见", "证据", whole=1)
    for seen in _looks_right_first(dossier):
        grid.add_row(
            clock.show(seen.taken_at),
            f"人工（{text.clean(seen.by)}）" if seen.by else seen.source,
            _marked(_apart(dossier, seen.taken_at), _seen(seen)),
            Text("\n".join(f"{ref.file}@{ref.offset}" for ref in seen.evidence)),
        )
    return grid


def _seen(seen: Observation) -> str:
    reading = seen.reading
    parts = [f"内容 {len(reading.posts)} 条"] if reading.posts else []
    if seen.by and reading.posts:  # what each person saw, to be compared
        parts = [f"最新内容 {'、'.join(map(_when, reading.posts))}"]
    if reading.window:
        window = reading.window
        whole = window.since <= clock.BEGINNING
        since = "开设以来" if whole else f"{clock.show(window.since)} "
        parts.append(f"完整区间 {since}至 {clock.show(window.until)}")
    if reading.released_at:
        parts.append(f"当前版本发布于 {clock.show(reading.released_at)}（不计为内容更新）")
    if reading.examination:
        parts.append(_examination(reading.examination))
    parts += [f"{gap.outcome.label}：{text.clean(gap.message)}" for gap in reading.gaps]
    parts += [text.clean(note.text) for note in reading.notes] if seen.by else []
    return "；".join(parts) or "无可用内容"


def _examination(examination: Examination) -> str:
    if examination.refuted:
        return f"再次核对：{text.clean(examination.refuted, limit=300)}"
    days = (page.on for page in examination.pages if page.on is not None)
    stated = "、".join(f"{on.month}月{on.day}日" for on in days)
    return examined_by(examination) + (f"（所标日期：{stated}）" if stated else "")


def _when(post: Post) -> str:
    return ("不早于 " if post.earliest_at else "") + dates.shown(post.published_at, post.precision)


def as_json(dossier: Dossier) -> dict[str, Any]:
    """Return the history for scripts."""
    return {
        "id": dossier.account.id,
        "name": dossier.account.name,
        "verdicts": [
            {
                "run": run,
                "taken_at": clock.iso(assessment.taken_at),
                "as_of": clock.iso(assessment.as_of),
                "verdict": assessment.verdict.value,
                "state": assessment.state.value,
                "findings": [finding.message for _, finding in assessment.faults],
                "examined": [examined(finding.examination) for _, finding in assessment.faults],
                "tasks": [finding.message for _, finding in assessment.tasks],
                "reasons": [result.reason for result in assessment.results if result.reason],
                **_labelled(_apart(dossier, assessment.taken_at, run)),
            }
            for run, assessment in _right_first(dossier)
        ],
        "posts": [
            {
                "published_at": clock.iso(post.published_at),
                "precision": post.precision.value,
                "title": post.title,
                "url": post.url,
                "pinned": post.pinned,
                "repost": post.repost,
                "doubt": post.doubt,
                "first_seen_at": clock.iso(first_seen),
                "gone_at": clock.iso(gone) if gone else None,
            }
            for post, first_seen, gone in dossier.posts
        ],
        "observations": [
            _observation(seen) | _labelled(_apart(dossier, seen.taken_at))
            for seen in _looks_right_first(dossier)
        ],
    }


def _observation(seen: Observation) -> dict[str, Any]:
    window, released = seen.reading.window, seen.reading.released_at
    newest = max((post.published_at for post in seen.reading.posts), default=None)
    return {
        "source": seen.source,
        "taken_at": clock.iso(seen.taken_at),
        "by": seen.by,
        "posts": len(seen.reading.posts),
        "newest_post_at": clock.iso(newest) if newest else None,
        "released_at": clock.iso(released) if released else None,
        "window": [clock.iso(window.since), clock.iso(window.until)] if window else None,
        "examined": examined(seen.reading.examination),
        "gaps": [
            {"outcome": gap.outcome.value, "message": gap.message, "action": gap.action}
            for gap in seen.reading.gaps
        ],
        "notes": list(texts_of(seen.reading.notes)),
        "evidence": [_place(ref) for ref in seen.evidence],
    }


def _place(ref: EvidenceRef) -> dict[str, Any]:
    return {
        "file": ref.file,
        "offset": ref.offset,
        "length": ref.length,
        "sha256": ref.sha256,
    }
