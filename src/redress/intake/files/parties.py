"""Customers and numbers for many arrivals at once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from redress.complaints.customers import digits, name_index, phone_end_index, phone_index
from redress.complaints.models import Customer, NumberSeries
from redress.complaints.operations.receipt import Record
from redress.kernel.rows import insert_each
from redress.policies.policy import Policy

Received = tuple[Record, datetime]
Key = tuple[str, str, str]


def customers_for(received: list[Received]) -> list[Customer]:
    """For each complaint its party: one known by name and telephone number, else a new one.

    Without a number it is the same party when the name and all other contact data are the same; so all who
    gave neither name nor contact are one, the anonymous.
    """
    keys = [_key(record.name, record.contact) for record, _at in received]
    phones = {phone for _name, phone, _rest in keys if phone}
    names = {name for name, phone, _rest in keys if not phone}
    there = Customer.objects.filter(Q(phone_index__in=phones) | Q(phone_index="", name_index__in=names)).order_by("-pk")
    known = {_key(row.name, row.contact): row for row in there}
    new: dict[Key, Received] = {}
    for key, one in zip(keys, received, strict=True):
        if key not in known:
            new.setdefault(key, one)
    last = reserve({"customer": len(new)})["customer"] if new else 0
    made = [_customer(key, one, last + n) for n, (key, one) in enumerate(new.items(), 1)]
    insert_each(made)
    ids = dict(Customer.objects.filter(number__in=[one.number for one in made]).values_list("number", "pk"))
    for key, customer in zip(new, made, strict=True):
        customer.pk = ids[customer.number]
        known[key] = customer
    return [known[key] for key in keys]


def _key(name: str, contact: Mapping[str, str]) -> Key:
    """Index of the name and of the telephone number; the other contact data where there is no number."""
    phone = contact.get("phone", "")
    if digits(phone):
        return name_index(name), phone_index(phone), ""
    return name_index(name), "", repr(sorted(contact.items()))


def _customer(key: Key, one: Received, number: int) -> Customer:
    record, at = one
    return Customer(
        kind=record.customer_kind, number=f"C{number:07d}", name=record.name, contact=record.contact, created_at=at,
        name_index=key[0], phone_index=key[1], phone_end_index=phone_end_index(record.contact.get("phone", "")),
    )  # fmt: skip


def numbers_for(received: list[Received], policy: Policy) -> list[str]:
    """Case numbers by the pack's pattern."""
    days = [(at.astimezone(policy.pack.zone).date(), record.kind) for record, at in received]
    wanted: dict[str, list[int]] = defaultdict(list)
    for place, (day, kind) in enumerate(days):
        wanted[f"case:{policy.number_series(day, kind)}"].append(place)
    last = reserve({series: len(places) for series, places in wanted.items()})
    numbers = [""] * len(received)
    for series, places in wanted.items():
        for turn, place in enumerate(places, last[series] + 1):
            numbers[place] = policy.number(*days[place], turn)
    return numbers


def reserve(wanted: Mapping[str, int]) -> dict[str, int]:
    """Take so many numbers of each series; the last one given before. The rows stay locked until the transaction ends."""
    NumberSeries.objects.bulk_create([NumberSeries(name=name, last=0) for name in sorted(wanted)], ignore_conflicts=True)
    rows = list(NumberSeries.objects.select_for_update().filter(name__in=wanted).order_by("name"))
    before = {row.name: row.last for row in rows}
    for row in rows:
        row.last += wanted[row.name]
    NumberSeries.objects.bulk_create(rows, update_conflicts=True, update_fields=["last"], unique_fields=["name"])
    return before
