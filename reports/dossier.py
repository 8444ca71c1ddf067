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
from reports.check_json import examination_json
from reports.prose import Prose
from reports.template_filters import examination_sentence

AHEAD = "日期在将来"
SET_ASIDE = "日期不准"
ENTERED = "登记"  # in the place of a run's number


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """*verdicts*: (run, assessment); *posts*: (post, first seen, found gone); newest first.

    A verdict of no run is on what people entered since the last check.
    Verdicts and observations dated later than *now* are misdated, and so are the verdicts of the
    runs in *set_aside*, whose clock was wrong: they are marked, and listed after the others.
    """

    account: Account
    now: datetime = clock.END
    set_aside: frozenset[int] = frozenset()
    verdicts: tuple[tuple[int | None, Assessment], ...] = ()
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


def _grid(*titles: str, unwrapped: int) -> Table:
    """Return a table whose first *unwrapped* columns stay in one line; the others are wrapped."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(titles):
        grid.add_column(title, no_wrap=number < unwrapped, overflow="fold")
    return grid


def explained(assessment: Assessment) -> str:
    """Return what the screen shows of a verdict: its reasons, then those of the office's tasks."""
    reasons = [*assessment.contradictions, *(finding.message for _, finding in assessment.faults)]
    reasons += [examination_sentence(f.examination) for _, f in assessment.faults if f.examination]
    reasons += [result.reason for result in assessment.abstained if result.reason]
    reasons += [finding.message for _, finding in assessment.tasks]
    reasons += [result.reason for result in assessment.results if result.advisory and result.reason]
    return "；".join(text.clean(reason, limit=300) for reason in dict.fromkeys(reasons))


def _verdicts(dossier: Dossier) -> Table:
    grid = _grid("抽查", "判定时间", "结论", "状态", "说明", unwrapped=4)
    for run, assessment in verdicts_in_order(dossier):
        grid.add_row(
            ENTERED if run is None else str(run),
            clock.show(assessment.taken_at),
            assessment.verdict.label,
            assessment.state.label,
            _marked(misdated_reason(dossier, assessment.taken_at, run), explained(assessment)),
        )
    return grid


def verdicts_in_order(dossier: Dossier) -> list[tuple[int | None, Assessment]]:
    """Return the verdicts in order, those that a wrong clock dated after all others."""

    def is_misdated(entry: tuple[int | None, Assessment]) -> bool:
        run, assessment = entry
        return bool(misdated_reason(dossier, assessment.taken_at, run))

    return sorted(dossier.verdicts, key=is_misdated)


def observations_in_order(dossier: Dossier) -> list[Observation]:
    """Return the observations in order, those that a wrong clock dated after all others."""
    return sorted(
        dossier.observations,
        key=lambda observation: bool(misdated_reason(dossier, observation.taken_at)),
    )


def misdated_reason(dossier: Dossier, at: datetime, run: int | None = None) -> str:
    """Return why the date *at* of a verdict or observation is wrong, empty where it is not.

    *run*: the run of a verdict; an observation is misdated only where it is dated in the future.
    """
    if at > dossier.now + clock.CLOCK_SKEW:
        return AHEAD
    return SET_ASIDE if run in dossier.set_aside else ""


def _misdated_json(reason: str) -> dict[str, str]:
    """Return the key that marks a misdated entry for scripts, none where *reason* is empty."""
    return {"apart": reason} if reason else {}


def _marked(reason: str, words: str) -> Prose:
    """Return *words* for the screen, after why their entry is misdated, if it is."""
    return Prose(f"【{reason}】{words}" if reason else words)


def _posts(dossier: Dossier) -> Table:
    grid = _grid("发布时间", "首次看到", "标题", "备注", unwrapped=2)
    for post, first_seen, gone in dossier.posts:
        grid.add_row(
            dates.shown(post.published_at, post.precision),
            clock.show(first_seen),
            Prose(text.clean(post.title, limit=60)),
            Prose(remarks(post, gone)),
        )
    return grid


def remarks(post: Post, gone: datetime | None) -> str:
    """Return what is to be said of *post* besides; *gone*: since when it is no longer shown."""
    words = [word for word, applies in (("置顶", post.pinned), ("转发", post.repost)) if applies]
    words += [f"{clock.show(gone)} 起不再显示"] if gone else []
    words += [post.doubt] if post.doubt else []
    return "、".join(words)


def _observations(dossier: Dossier) -> Table:
    grid = _grid("时间", "来源", "所见", "证据", unwrapped=1)
    for observation in observations_in_order(dossier):
        person = observation.by
        grid.add_row(
            clock.show(observation.taken_at),
            f"人工（{text.clean(person)}）" if person else observation.source,
            _marked(misdated_reason(dossier, observation.taken_at), contents(observation)),
            Text("\n".join(f"{ref.file}@{ref.offset}" for ref in observation.evidence)),
        )
    return grid


def contents(observation: Observation) -> str:
    """Return what an observation showed, in words for the screen."""
    reading = observation.reading
    parts = [f"内容 {len(reading.posts)} 条"] if reading.posts else []
    if observation.by and reading.posts:  # what each person saw, to be compared
        parts = [f"最新内容 {'、'.join(map(_when, reading.posts))}"]
    if reading.window:
        window = reading.window
        from_beginning = window.since <= clock.BEGINNING
        since = "开设以来" if from_beginning else f"{clock.show(window.since)} "
        parts.append(f"完整区间 {since}至 {clock.show(window.until)}")
    if reading.released_at:
        parts.append(f"当前版本发布于 {clock.show(reading.released_at)}（不计为内容更新）")
    if reading.examination:
        parts.append(_examination(reading.examination))
    parts += [f"{gap.outcome.label}：{text.clean(gap.message)}" for gap in reading.gaps]
    parts += [text.clean(note.text) for note in reading.notes] if observation.by else []
    return "；".join(parts) or "无可用内容"


def _examination(examination: Examination) -> str:
    if examination.refuted:
        return f"再次核对：{text.clean(examination.refuted, limit=300)}"
    days = (page.on for page in examination.pages if page.on is not None)
    stated = "、".join(map(clock.month_day, days))
    return examination_sentence(examination) + (f"（所标日期：{stated}）" if stated else "")


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
                "examined": [
                    examination_json(finding.examination) for _, finding in assessment.faults
                ],
                "tasks": [finding.message for _, finding in assessment.tasks],
                "reasons": [result.reason for result in assessment.results if result.reason],
                **_misdated_json(misdated_reason(dossier, assessment.taken_at, run)),
            }
            for run, assessment in verdicts_in_order(dossier)
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
            _observation_json(observation)
            | _misdated_json(misdated_reason(dossier, observation.taken_at))
            for observation in observations_in_order(dossier)
        ],
    }


def _observation_json(observation: Observation) -> dict[str, Any]:
    reading = observation.reading
    window, released = reading.window, reading.released_at
    newest = max((post.published_at for post in reading.posts), default=None)
    return {
        "source": observation.source,
        "taken_at": clock.iso(observation.taken_at),
        "by": observation.by,
        "via": observation.via,
        "posts": len(reading.posts),
        "newest_post_at": clock.iso(newest) if newest else None,
        "released_at": clock.iso(released) if released else None,
        "window": [clock.iso(window.since), clock.iso(window.until)] if window else None,
        "examined": examination_json(reading.examination),
        "gaps": [
            {"outcome": gap.outcome.value, "message": gap.message, "action": gap.action}
            for gap in reading.gaps
        ],
        "notes": list(texts_of(reading.notes)),
        "evidence": [_place(ref) for ref in observation.evidence],
    }


def _place(ref: EvidenceRef) -> dict[str, Any]:
    return {
        "file": ref.file,
        "offset": ref.offset,
        "length": ref.length,
        "sha256": ref.sha256,
    }
