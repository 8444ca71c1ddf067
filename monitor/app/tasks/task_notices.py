"""What the office is told of the schedule's own troubles, once each."""

from monitor.app import task_retries
from monitor.app.task_retries import TaskRun
from monitor.model import clock
from monitor.notices.notice import Kind, Notice


def lapsed(run: TaskRun) -> Notice:
    """Return the notice of a duty that lapsed."""
    tried = f"失败{run.failures}次" if run.failures else "未能进行"
    return _notice(run, f"本期未完成，{tried}")


def late(run: TaskRun) -> Notice:
    """Return the notice of a duty that has failed for long and is tried again."""
    return _notice(run, f"至今未完成，失败{run.failures}次，仍在重试")


def _notice(run: TaskRun, what: str) -> Notice:
    why = f"，最近一次原因：{run.note}" if run.note else ""
    return Notice(
        key=f"duty:{run.task}:{clock.stamp(run.due_at)}",
        kind=Kind.DUTY,
        text=f"{task_retries.run_label(run)}{what}{why}",
    )
