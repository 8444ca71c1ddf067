"""Is the proof whole? Bytes against their hashes, posts against their ids, runs against seals."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.evidence import chain
from monitor.evidence.verify import verify
from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """How much was looked at, and every fault found, each a sentence with its place."""

    exchanges: int
    runs: int
    faults: tuple[str, ...]


def audit(store: Store, folder: Path, *, until: int | None = None) -> Audit:
    """Check everything the store and the evidence folder *folder* hold.

    *until*: the run after which the chain does not matter.
    """
    refs = list(store.evidence_refs())
    runs = [run for run in reversed(store.runs(limit=2**31)) if run.finished_at is not None]
    faults = [
        *(str(fault) for fault in verify(folder, refs)),
        *_database(store),
        *_chain(store, until),
    ]
    return Audit(exchanges=len(refs), runs=len(runs), faults=tuple(faults))


def _database(store: Store) -> Iterator[str]:
    said = store.integrity()
    if said != "ok":
        yield f"数据库结构损坏：{said}"
    for account, key in store.altered_posts():
        yield f"账号 {account} 的内容记录 {key} 与入库时不一致"


def _chain(store: Store, until: int | None = None) -> Iterator[str]:
    previous = ""
    for run in reversed(store.runs(limit=2**31)):
        if run.finished_at is None or (until is not None and run.id > until):
            continue
        if chain.seal(previous, store.seal_items(run.id)) != run.seal:
            yield f"第 {run.id} 次抽查的记录与封存时不一致（哈希链在此断开）"
        previous = run.seal
