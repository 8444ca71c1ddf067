"""``python -m tests.browser.held MOMENT WORD…``: the program at another moment, and on from it.

A moment that ends in ``!`` stays: the clock stands still.
"""

import sys
from datetime import datetime

import time_machine

from monitor.cli import main

if __name__ == "__main__":
    moment = sys.argv[1]
    stays = moment.endswith("!")
    time_machine.travel(datetime.fromisoformat(moment.rstrip("!")), tick=not stays).start()
    main(sys.argv[2:])
