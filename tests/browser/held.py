"""``python -m tests.browser.held MOMENT WORD…``: the program at another moment, and on from it."""

import sys
from datetime import datetime

import time_machine

from monitor.cli import main

if __name__ == "__main__":
    time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=True).start()
    main(sys.argv[2:])
