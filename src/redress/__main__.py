"""``python -m redress`` is the command ``redress``."""

import sys

from redress.cli import main

if __name__ == "__main__":
    sys.exit(main())
