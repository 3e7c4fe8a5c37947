"""Every act there is. Take the table from here: then no act is missing because its module was not imported yet."""

from redress.flows import concluding, confirming, handling, passing, receiving, relating, timing
from redress.flows.acting import ACTS, Act, open_acts

DECLARED_IN = (receiving, confirming, handling, timing, passing, concluding, relating)

__all__ = ["ACTS", "DECLARED_IN", "Act", "open_acts"]
