"""Records of pruning."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.model import clock
from monitor.system.connection import Database
from monitor.system.database import ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """All that is gone. *run* and *seal*: the last run of it, which the chain of runs goes on from.

    *until*: the first day that stays, empty where nothing was pruned. *files*: their lengths and
    hashes by name. *sentences*: a sentence for each time.
    """

    until: str = ""
    run: int = 0
    seal: str = ""
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PruningLog:
    """Records of pruning in the database."""

    db: Database

    def prunings(self) -> Pruned:
        """Return everything pruned so far."""
        with ours():
            rows = list(self.db.query("SELECT * FROM prunings ORDER BY id"))
        runs = [row for row in rows if row["run"] is not None]
        files: dict[str, tuple[int, str]] = {}
        for row in rows:
            files |= {name: (size, sha) for name, size, sha in json.loads(str(row["files"]))}
        return Pruned(
            until=max((str(row["until"]) for row in rows), default=""),
            run=int(str(runs[-1]["run"])) if runs else 0,
            seal=str(runs[-1]["seal"]) if runs else "",
            files=files,
            sentences=tuple(map(_sentence, rows)),
        )


def _sentence(row: Mapping[str, object]) -> str:
    counts = json.loads(str(row["rows"]))
    at = clock.show(clock.unstamp(str(row["at"])))
    total, files = sum(counts.values()), len(json.loads(str(row["files"])))
    return (
        f"{at} 清理了 {row['until']} 以前的记录 {total} 行、证据文件 {files} 个"
        f"（{row['program']}），已登记并封存"
    )
