"""How far a sheet reaches: a library that reads a sheet as a whole makes room for every cell between its first and its last."""

import re

_FAR = re.compile(rb"""\br=["'](?:([A-Za-z]{2,3})(\d{1,7})|([A-Za-z])(\d{5,7}))["']""")
"""A cell beyond column Z or row 9,999; all others together need no more room than ``ALWAYS`` allows."""
_EDGE = 24
"""So many bytes at the end of a block may be a reference that goes on in the next."""
ALWAYS = 20_000_000
SPARSE = 8


class Extent:
    """Fed with a sheet block by block, it knows how many cells the sheet holds and how far they reach."""

    def __init__(self) -> None:
        self.cells, self.rows, self.columns = 0, 9_999, 26
        self._before = b""

    def feed(self, block: bytes) -> None:
        """Look at the next bytes."""
        data = self._before + block
        for wide, row, narrow, far in set(_FAR.findall(data)):
            self.columns = max(self.columns, _number(wide or narrow))
            self.rows = max(self.rows, int(row or far))
        self.cells += block.count(b"<c ") + block.count(b":c ")
        self._before = data[-_EDGE:]

    @property
    def too_far(self) -> bool:
        """Whether the room to be made is out of proportion to what stands in it."""
        return self.rows * self.columns > max(ALWAYS, SPARSE * self.cells)


def _number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number
