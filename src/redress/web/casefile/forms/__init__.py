"""Forms of the acts on a case, by subject. Importing the package declares them all."""

from redress.web.casefile.forms import clocks, concluding, handling, receiving, relating, talking

__all__ = ["clocks", "concluding", "handling", "receiving", "relating", "talking"]
