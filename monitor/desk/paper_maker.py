"""Making papers beside the pages: one at a time, on a thread of its own, told when it is done.

What is under way is kept in memory alone: a desk that is killed leaves no half files (the writer
sees to that), and the next one knows of nothing under way.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock, Thread

from monitor.app import paper_order, rollup_paper
from monitor.app.paper_order import MadePaper, PaperOrder
from monitor.desk.office import DeskOffice
from monitor.model import clock
from monitor.model.errors import Busy, MonitorError

log = logging.getLogger(__name__)
BROKEN = "程序内部出错，文稿未能生成，详情见数据目录中的 monitor.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperJob:
    """An order and what came of it: under way while there is neither *made* nor *refusal*.

    *before*: figures that are compared with today's, empty where the paper is made.
    """

    order: PaperOrder
    began_at: datetime
    done_at: datetime | None = None
    made: MadePaper | None = None
    refusal: str = ""
    before: str = ""

    @property
    def act(self) -> str:
        """Return what is done, in a word."""
        return "核对" if self.before else "印发" if self.order.mark else "生成"

    @property
    def under_way(self) -> bool:
        return self.made is None and not self.refusal


class PaperMaker:
    """Makes one paper at a time. *last*: what is under way, or was made last."""

    def __init__(self) -> None:
        self.last: PaperJob | None = None
        self._lock = Lock()
        self._thread: Thread | None = None

    def begin(self, office: DeskOffice, order: PaperOrder, now: datetime, before: str = "") -> bool:
        """Begin to make *order*, False where just this is under way; raises Busy where another.

        *before*: figures with which its own are compared instead.
        """
        registry = office.registry  # a fault in it is told before anything begins
        with self._lock:
            job = self.last
            if job is not None and job.under_way:
                if (job.order, job.before) == (order, before):
                    return False
                raise Busy(
                    f"{job.order.by}{clock.show(job.began_at)}开始的{job.order.name}"
                    f"正在{job.act}，一次只办一份，请待其完成后再办理"
                )

            def make() -> MadePaper:
                if before:
                    rolled_up = order.kind in rollup_paper.KINDS
                    compare = rollup_paper.compare if rolled_up else paper_order.compare
                    return compare(order, before, registry, office.data, now)
                place = office.accounts_file.parent, office.data, office.out
                return paper_order.make(order, registry, *place, now)

            job = PaperJob(order=order, began_at=now, before=before)
            thread = Thread(target=self._work, args=(job, make), name="papers", daemon=True)
            thread.start()
            self.last, self._thread = job, thread
        return True

    def wait(self) -> None:
        """Wait until what is under way is done."""
        if self._thread is not None:
            self._thread.join()

    def _work(self, job: PaperJob, make: Callable[[], MadePaper]) -> None:
        made, refusal = None, ""
        try:
            made = make()
        except MonitorError as refused:
            refusal = str(refused).rstrip("。")
        except Exception:
            log.exception("a paper could not be made")
            refusal = BROKEN
        with self._lock:
            self.last = replace(job, made=made, refusal=refusal, done_at=clock.now())
