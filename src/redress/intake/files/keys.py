"""The keys met so far in a file, on disk: a file of any length costs the same memory."""

import sqlite3
from types import TracebackType
from typing import Self


class Keys:
    """A set of texts that only grows; use it in a ``with``, its scratch file goes with it."""

    def __enter__(self) -> Self:
        self._scratch = sqlite3.connect("", isolation_level=None)
        self._scratch.executescript("PRAGMA journal_mode=OFF; PRAGMA cache_size=-4000; CREATE TABLE met (key TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._scratch.close()

    def new(self, key: str) -> bool:
        """Take ``key`` in; whether it was not there before."""
        return self._scratch.execute("INSERT OR IGNORE INTO met VALUES (?)", [key]).rowcount == 1
