"""Go on with a story, by the program with other words: ``python -m tests.rewording.altered``."""

import json
import sys
from pathlib import Path

from tests.rewording import words


def main() -> None:
    order = json.load(sys.stdin)
    words.install()

    from tests.rewording import going_on

    told = [going_on.told(Path(folder), story) for folder, story in order]
    json.dump(told, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
