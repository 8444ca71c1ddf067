"""Go on with a story, by the program with other words: ``python -m tests.rewording.altered``."""

import json
import sys
from pathlib import Path

from tests.rewording import hook


def main() -> None:
    order = json.load(sys.stdin)
    hook.install()

    from tests.rewording import continuation

    answers = [continuation.play(Path(folder), story) for folder, story in order]
    json.dump(answers, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
