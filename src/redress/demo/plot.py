"""What happens when: one plan a case, spread over a year, drawn from the demo's own seeded generator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from redress.demo.texts import Book, Story

HALTS = (
    "register", "confirm-record", "assess", "assign", "return", "accept", "plan", "investigated", "decide", "draft-answer",
    "pass-answer", "give-answer", "dissatisfied", "verdict", "close", "withdraw", "dismiss", "merge", "call-back", "pause",
)  # fmt: skip
"""After which act a live case rests, one after the other, so that every stage has cases."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One case to come: its story, when it is received, how quickly people work, and what is special about it."""

    number: int
    story: Story
    received_at: datetime
    pace: float
    halt: str
    bad_rounds: int
    returns: int
    ending: str
    extras: frozenset[str]
    seed: int


def plans(book: Book, seed: str, *, now: datetime, cases: int) -> list[Plan]:
    """``cases`` plans in the order of receipt, the last within the hour before ``now``; the same for the same arguments."""
    chance = Random(f"{seed}|{cases}")
    live = max(min(cases // 5, 120), min(cases, len(HALTS)))
    moments = sorted(_past(chance, now) for _ in range(cases - live)) + _recent(chance, now, live)
    deck: list[Story] = []
    made = []
    for number, moment in enumerate(moments):
        if not deck:
            deck = [story for story in book.stories for _ in range(story.often)]
            chance.shuffle(deck)
        fresh = number >= cases - live
        made.append(_plan(chance, number, _fitting(deck, book, number), moment, live=fresh, place=number - (cases - live)))
    return made


def _fitting(deck: list[Story], book: Book, number: int) -> Story:
    """The next story; the first ones go through the whole book, so that a small demo shows every story once."""
    return book.stories[number] if number < len(book.stories) else deck.pop()


def _past(chance: Random, now: datetime) -> datetime:
    day = now - timedelta(days=chance.triangular(12, 365, 120))
    return day.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=chance.randrange(0, 480) - 300)


def _recent(chance: Random, now: datetime, count: int) -> list[datetime]:
    """The last days, denser towards the present, so that clocks of minutes, hours and days are all running."""
    ages = [((count - place) / count) ** 2 * 14 * 24 * 60 + chance.randrange(1, 8) for place in range(count)]
    return [now - timedelta(minutes=int(age)) for age in ages]


def _plan(chance: Random, number: int, story: Story, moment: datetime, *, live: bool, place: int) -> Plan:
    extras = {
        name for name, part in (
            ("evidence", 0.35), ("talk", 0.45), ("note", 0.3), ("call-back", 0.12), ("third", 0.5 if story.third else 0.04),
            ("slip", 0.04), ("extend", 0.05), ("pause", 0.04), ("hand-over", 0.06), ("split", 0.02), ("link", 0.05), ("late-record", 0.15),
        ) if chance.random() < part
    }  # fmt: skip
    halt = HALTS[place % len(HALTS)] if live else ""
    ending = chance.choices(("close", "withdraw", "dismiss", "merge"), (88, 5, 4, 3))[0]
    if story.kind or story.simple:
        ending = "close"
    bad = chance.choices((0, 1, 2), (86, 11, 3))[0]
    returns = chance.choices((0, 1, 2), (90, 7, 3))[0]
    if halt in ("withdraw", "dismiss", "merge"):
        ending = halt
    if halt == "return":
        returns = 1 + place // len(HALTS) % 2
    if halt in ("dissatisfied", "verdict", "close"):
        bad = 1 if halt == "dissatisfied" else bad
    if halt in ("call-back", "pause"):
        extras.add(halt)
    pace = chance.uniform(0.4, 1.6) * (2.5 if chance.random() < 0.08 else 1)
    return Plan(number, story, moment, pace, halt, bad, returns, ending, frozenset(extras), chance.randrange(2**32))
