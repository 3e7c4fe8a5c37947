"""An export made in the background, in a process of its own: it may take longer than a worker's task, and holds up no clock."""

import subprocess
import sys


def run(pk: int) -> None:
    """Begin the export ``pk``. The process outlives the worker; where it dies, ``intake.whole.taking.clear`` says so."""
    subprocess.Popen([sys.executable, "-m", "django", "make_export", str(pk)], start_new_session=True)
