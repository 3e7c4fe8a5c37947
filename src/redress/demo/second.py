"""The process that plays the second half of the demo's year; see ``halves.py``. It prints how far it is."""

import sys
from datetime import datetime

import django

django.setup()

from redress.demo.building import play_cases  # noqa: E402
from redress.demo.halves import count_from_far  # noqa: E402


def main() -> None:
    """Play the second half, telling how many cases are done of how many."""
    now, cases = datetime.fromisoformat(sys.argv[1]), int(sys.argv[2])
    count_from_far()
    play_cases(now=now, cases=cases, part=1, parts=2, told=lambda done, whole: print(done, whole, flush=True))


if __name__ == "__main__":
    main()
