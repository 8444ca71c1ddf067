"""The kill matrix: every command that writes, killed at random moments (see ``tests.app.kills``).

``python -m benchmarks.kills 500 [SEED]`` prints one row a command; exit code 1 where anything
that must hold after a kill did not.
"""

import sys
import tempfile
from pathlib import Path

from tests.app.kills.harness import matrix
from tests.app.kills.targets import killed


def main(kills: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = killed(Path(folder), kills, seed)
    print(matrix(rows))
    faults = [f"{name}: {fault}" for name, row in rows.items() for fault in row.faults]
    print("\n".join(faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20211231))
