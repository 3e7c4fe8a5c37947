"""What happens when: one plan a case, spread over a year, drawn from the demo's own seeded generator."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from redress.demo.texts import Book, Story

HALTS: dict[str, tuple[float, float]] = {
    "receive": (0.05, 0.2), "register": (0.1, 2), "confirm-record": (2, 8), "assess": (6, 20), "call-back": (5, 20), "assign": (10, 30),
    "accept": (20, 50), "return": (20, 60), "plan": (30, 80), "pause": (50, 90), "investigated": (80, 140), "decide": (90, 160),
    "draft-answer": (100, 170), "pass-answer": (110, 180), "give-answer": (120, 190), "dissatisfied": (190, 300), "verdict": (190, 330),
    "close": (200, 330), "withdraw": (170, 330), "dismiss": (20, 200), "merge": (20, 100),
}  # fmt: skip
"""After which act a live case rests, so that every stage has cases, and how many hours ago such a case was received."""
WEEK = (1.35, 1.15, 1.05, 1.05, 1.1, 0.75, 0.6)
"""How much comes on each day from Monday on."""
SEASON = (0.9, 0.7, 0.95, 1.0, 1.05, 1.2, 1.3, 1.2, 1.0, 1.1, 1.15, 1.0)
"""How much comes in each month from January on: little around the new year's feast, much in summer."""
HOURS = {8: 2, 9: 5, 10: 7, 11: 6, 12: 3, 13: 4, 14: 6, 15: 7, 16: 6, 17: 4, 18: 3, 19: 3, 20: 2}
"""How much comes in each hour of the day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One case to come: its story, when it is received, how quickly people work, and what is special about it.

    ``turn`` counts how often the story was told before.
    """

    number: int
    story: Story
    received_at: datetime
    pace: float
    halt: str
    bad_rounds: int
    returns: int
    ending: str
    extras: frozenset[str]
    turn: int
    seed: int


def plans(book: Book, seed: str, zone: ZoneInfo, *, now: datetime, cases: int) -> list[Plan]:
    """``cases`` plans in the order of receipt, the last within the hour before ``now``; the same for the same arguments."""
    chance = Random(f"{seed}|{cases}")
    live = max(min(cases // 5, 120), min(cases, len(HALTS)))
    moments = [(moment, "") for moment in sorted(_past(chance, now, zone) for _ in range(cases - live))] + _recent(chance, now, live)
    deck: list[Story] = []
    told: Counter[str] = Counter()
    made = []
    for number, (moment, halt) in enumerate(moments):
        if not deck:
            deck = [story for story in book.stories for _ in range(story.often)]
            chance.shuffle(deck)
        story = _fitting(deck, book, number)
        made.append(_plan(chance, number, story, moment, halt, told[story.title]))
        told[story.title] += 1
    return made


def _fitting(deck: list[Story], book: Book, number: int) -> Story:
    """The next story; the first ones go through the whole book, so that a small demo shows every story once."""
    return book.stories[number] if number < len(book.stories) else deck.pop()


def _past(chance: Random, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment of the past year, by the rhythm of day, week and season, and a little more in its second half."""
    days = [(now - timedelta(days=age)).astimezone(zone) for age in range(14, 365)]
    weights = [WEEK[day.weekday()] * SEASON[day.month - 1] * (1.3 - age / 900) for age, day in enumerate(days, 14)]
    hour = chance.choices([*HOURS], [*HOURS.values()])[0]
    day = chance.choices(days, weights)[0].replace(hour=hour, minute=chance.randrange(60), second=0, microsecond=0)
    return day.astimezone(UTC)


def _recent(chance: Random, now: datetime, count: int) -> list[tuple[datetime, str]]:
    """The last days, each case old enough for where it rests, so that clocks of minutes, hours and days are all running."""
    halts = [[*HALTS][place % len(HALTS)] for place in range(count)]
    return sorted((now - timedelta(minutes=round(60 * chance.uniform(*HALTS[halt]))), halt) for halt in halts)


def _plan(chance: Random, number: int, story: Story, moment: datetime, halt: str, turn: int) -> Plan:
    extras = {
        name for name, part in (
            ("evidence", 0.35), ("talk", 0.45), ("note", 0.3), ("call-back", 0.12), ("third", 0.5 if story.third else 0.04),
            ("slip", 0.04), ("extend", 0.05), ("pause", 0.04), ("hand-over", 0.06), ("link", 0.05), ("late-record", 0.15),
        ) if chance.random() < part
    }  # fmt: skip
    ending = chance.choices(("close", "withdraw", "dismiss", "merge"), (88, 5, 4, 3))[0]
    if story.kind or story.simple:
        ending = "close"
    bad = chance.choices((0, 1, 2), (86, 11, 3))[0]
    returns = chance.choices((0, 1, 2), (90, 7, 3))[0]
    if halt in ("withdraw", "dismiss", "merge"):
        ending = halt
    if halt == "return":
        returns = 1 + number % 2
    if halt in ("dissatisfied", "verdict", "close"):
        bad = 1 if halt == "dissatisfied" else bad
    if halt in ("call-back", "pause"):
        extras.add(halt)
    if halt == "receive":
        extras.add("late-record")
    hurry = 0.12 if story.simple else 0.3 if story.often <= 2 else 1  # simple matters are answered at once, grave ones pressed
    pace = hurry * chance.uniform(0.4, 1.6) * (2.5 if chance.random() < 0.08 else 1)
    if halt:
        pace = min(pace, 0.6)
    return Plan(number, story, moment, pace, halt, bad, returns, ending, frozenset(extras), turn, chance.randrange(2**32))
