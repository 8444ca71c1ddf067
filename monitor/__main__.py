"""``python -m monitor`` is the same as ``monitor``."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # else the first import would end in a traceback
    sys.exit("需要 Python 3.11 或更新的版本 (Python 3.11 or later is needed)。")

from monitor.cli import main

if __name__ == "__main__":
    main()
