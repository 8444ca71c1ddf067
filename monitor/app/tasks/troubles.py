"""What the office is told of the schedule's own troubles, once each."""

from monitor.app import task_retries
from monitor.app.task_retries import TaskRun
from monitor.model import clock
from monitor.notices.notice import Kind, Notice


def lapsed(one: TaskRun) -> Notice:
    """Return what is told of a duty whose period ended without it."""
    tried = f"失败{one.failures}次" if one.failures else "未能进行"
    return _notice(one, f"本期未完成，{tried}")


def late(one: TaskRun) -> Notice:
    """Return what is told of a duty that has failed for long and is tried on."""
    return _notice(one, f"至今未完成，失败{one.failures}次，仍在重试")


def _notice(one: TaskRun, what: str) -> Notice:
    why = f"，最近一次原因：{one.note}" if one.note else ""
    return Notice(
        key=f"duty:{one.task}:{clock.stamp(one.due_at)}",
        kind=Kind.DUTY,
        text=f"{task_retries.named(one)}{what}{why}",
    )
