"""Fills a story: its places, the fields that the pack asks, the customer's data, a channel that fits."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from redress.accounts.models import Department
from redress.complaints.operations.receipt import Record
from redress.demo.plot import Plan
from redress.demo.texts import Book
from redress.demo.things import SIGNATURE
from redress.policies.policy import Policy
from redress.policies.schema.naming import RecordField
from redress.policies.schema.pack import Pack

if TYPE_CHECKING:
    from redress.demo.player import Player

_PLACE = re.compile(r"\{(\w+)\}")


class Filling:
    """The words and values of one plan. Calling it fills the places of a sentence; a place keeps its value."""

    def __init__(self, plan: Plan, book: Book, chance: Random) -> None:
        self.plan, self.book, self.chance = plan, book, chance
        self._taken: dict[str, str] = {"number": f"{plan.number * 7919 % 900000 + 100000}"}
        title, account = plan.story.told(plan.turn)
        self.title, self.account = self(title), self(account)

    def __call__(self, text: str) -> str:
        return _PLACE.sub(lambda found: self._slot(found[1]), text)

    def _slot(self, name: str) -> str:
        if name not in self._taken:
            choice = self.book.slots[name]
            # Every time a story is told its places move on, at different steps, so that the same words do not come together again soon.
            step = self.plan.turn * (1 + len(self._taken)) + self.plan.turn // len(choice)
            self._taken[name] = choice[(sum(map(ord, self.plan.story.title)) + step) % len(choice)]
        return self._taken[name]

    def answer(self, words: str) -> str:
        """The answer to the customer, made of what was found and decided."""
        story = self.plan.story
        return self(words.format(title=self.title, finding=story.finding, solution=story.solution))

    def store(self, stores: list[Department]) -> Department | None:
        """Where it happened."""
        wanted = [place for place in stores if not self.plan.story.store or place.code == self.plan.story.store]
        return self.chance.choice(wanted) if wanted else None

    def place(self, store: Department | None) -> str:
        """The place in words."""
        if store is None:
            return self("{place}") if "place" in self.book.slots else str(self.book.words["customer_place"])
        return store.title.get("zh-Hant" if "臺" in str(store.title) or "門" in str(self.book.words["wish_none"]) else "zh-Hans", store.code)

    def channel(self, pack: Pack) -> str:
        """The story's own channel, or one at random; the first ones are the usual."""
        if self.plan.story.channel:
            return self.plan.story.channel
        weights = [max(1, 6 - 2 * place) for place in range(len(pack.channels))]
        return self.chance.choices(pack.channels, weights)[0].id

    def name(self, party: str, invented: str) -> str:
        """The party's name."""
        if party in ("vendor", "group", "third_party"):
            return self("{" + party + "}") if party in self.book.slots else invented
        return invented

    def contact(self, party: str) -> dict[str, str]:
        """Invented contact data; mobile numbers of a range that nobody has."""
        number = self.plan.number * 97 % 10000
        phone = f"0900{number:04}{self.plan.number % 100:02}" if self._traditional() else f"1990000{number:04}"
        if party == "anonymous":
            return {"phone": phone}
        return {"phone": phone, "email": f"guest{self.plan.number}@example.com", "address": self("{street}")}

    def _traditional(self) -> bool:
        return "臺" in "".join(self.book.slots["street"])

    def tier(self, pack: Pack) -> str:
        """The customer's standing."""
        return self.chance.choices([tier.id for tier in pack.customer_tiers], [6, *([1] * (len(pack.customer_tiers) - 1))])[0]

    def fields(self, policy: Policy, at: datetime) -> dict[str, object]:
        """What the record asks beyond the parts of every case."""
        asked = [item for item in policy.pack.fields if not item.fills and not item.personal and item.asked == "record"]
        return {item.id: self._value(item, at, self.plan.story.fields) for item in asked if self._wanted(item)}

    def assessment(self, policy: Policy) -> dict[str, object]:
        """What is asked of whoever judges."""
        story = self.plan.story
        given: dict[str, Any] = {
            "justified": story.upheld != "not_upheld", "company-fault": story.upheld == "upheld", "on-the-spot": story.simple, **story.facts,
        }  # fmt: skip
        asked = [item for item in policy.pack.fields if item.asked == "assessment" and not item.fills]
        return {item.id: self._value(item, self.plan.received_at, given) for item in asked}

    def _wanted(self, item: RecordField) -> bool:
        return bool(item.id in self.plan.story.fields or item.required or item.default is not None)

    def _value(self, item: RecordField, at: datetime, given: Mapping[str, Any]) -> object:
        story = self.plan.story
        if item.id in given:
            value = given[item.id]
            return self(value) if isinstance(value, str) else value
        if item.default is not None:
            return item.default
        match item.type:
            case "bool":
                return False
            case "int" | "money":
                return 0
            case "date":
                return (at - timedelta(days=30)).date().isoformat()
            case "datetime":
                return (at - timedelta(days=2)).isoformat()
            case "choice":
                return item.options[0].id
            case "longtext":
                return self(story.cause if "cause" in item.id else story.solution if "result" in item.id else story.finding)
        return self._taken["number"]

    def unfinished(self, record: Record) -> Record:
        """The record as it stands when the customer hangs up before all is written."""
        return replace(record, place="")

    def sign_if_paid(self, play: "Player") -> None:
        """The recipient signs for money or vouchers, where the pack asks for it."""
        if play.case.fields.get("compensation"):
            play.do("receive-remedy", received_by=play.case.customer.name, signature=SIGNATURE)
