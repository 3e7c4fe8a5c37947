"""The stories of a demo organisation: what customers of each pack complain about, and how it went."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

_HERE = files("redress.demo") / "stories"


@dataclass(frozen=True, slots=True)
class Story:
    """One matter from complaint to verdict, in the language of the organisation. ``{…}`` places are filled from the slots.

    ``also`` holds other titles, and accounts, of the same matter, so that no two cases near each other sound alike.
    """

    category: str
    title: str
    account: str
    wish: str
    finding: str
    measure: str
    solution: str
    cause: str
    unhappy: str
    kind: str = ""
    channel: str = ""
    store: str = ""
    upheld: str = "upheld"
    simple: bool = False
    often: int = 3
    customer_kind: str = ""
    mood: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    evidence: str = ""
    third: tuple[str, ...] = ()
    subject_role: str = ""
    also: tuple[dict[str, str], ...] = ()

    def told(self, turn: int) -> tuple[str, str]:
        """Title and account when the story was told ``turn`` times before."""
        way = ({"title": self.title}, *self.also)[turn % (len(self.also) + 1)]
        return way["title"], way.get("account", self.account)


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that is written for one pack."""

    stories: tuple[Story, ...]
    slots: dict[str, list[str]]
    words: dict[str, list[str]]


@cache
def book(pack: str, language: str) -> Book:
    """The stories of ``pack`` with the common words of its language. Raises FileNotFoundError for a pack without stories."""
    own, common = _read(f"{pack}.yaml"), _read(f"words.{language}.yaml")
    stories = tuple(Story(**{**story, "third": tuple(story.get("third", ())), "also": tuple(story.get("also", ()))}) for story in own["stories"])
    return Book(stories, {**common["slots"], **own["slots"]}, common["words"])


def _read(name: str) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load((_HERE / name).read_text("utf-8")))
