"""Parties: found by blind indexes, shown masked, revealed with a reason that is logged."""

import re
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.db.models import Q

from redress.complaints.models import Customer
from redress.complaints.numbers import customer_number
from redress.kernel.tokens import blind, fold

CONTACT = ("phone", "email", "address")
"""Keys of ``Customer.contact`` that every pack has; packs add their own personal fields."""

_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>;,]+")
NOBODY = ("匿名", "Anonymous")
"""Names of the party that gathers all who gave neither name nor contact; there is nothing to mask in them."""


@lru_cache(maxsize=1)
def index_key() -> bytes:
    """The key of the blind indexes, derived from the data key."""
    return sha256(b"blind index:" + settings.SALT_KEY[0].encode()).digest()


def _blind(kind: str, text: str) -> str:
    return blind([f"{kind}:{text}"], index_key())[0] if text else ""


def digits(phone: str) -> str:
    """The digits of a phone number without a Chinese or Taiwanese country code."""
    found = re.sub(r"\D", "", fold(phone))
    found = re.sub(r"^(00)?86(?=1\d{10}$)", "", found)
    return re.sub(r"^(00)?886(?=9\d{8}$)", "0", found)


def phone_index(phone: str) -> str:
    """Keyed fingerprint of a whole phone number."""
    return _blind("phone", digits(phone))


def phone_end_index(phone: str) -> str:
    """Keyed fingerprint of the last four digits."""
    return _blind("end", digits(phone)[-4:] if len(digits(phone)) >= 4 else "")


def name_index(name: str) -> str:
    """Keyed fingerprint of a whole name."""
    return _blind("name", fold(name).replace(" ", ""))


def find_same(name: str, contact: dict[str, str]) -> Customer | None:
    """The party of that name and phone number; without a number, of that name and e-mail address; with neither, of that name
    alone where only one without them is known. Two people of one name are never taken for one.
    """
    same, email = Customer.objects.filter(name_index=name_index(name)), contact.get("email", "").strip().lower()
    if digits(contact.get("phone", "")):
        return same.filter(phone_index=phone_index(contact["phone"])).first()
    if email:
        return next((one for one in same.order_by("-pk")[:50] if str(one.contact.get("email", "")).strip().lower() == email), None)
    unknown = [one for one in same.filter(phone_index="")[:50] if not one.contact.get("email")]
    return unknown[0] if len(unknown) == 1 else None


def add_customer(name: str, contact: dict[str, str], *, at: datetime, kind: str = "customer", tier: str = "") -> Customer:
    """Enter a new party."""
    phone = contact.get("phone", "")
    return Customer.objects.create(
        kind=kind, number=customer_number(), name=name, contact=contact, tier=tier, created_at=at,
        name_index=name_index(name), phone_index=phone_index(phone), phone_end_index=phone_end_index(phone),
    )  # fmt: skip


def correct_customer(customer: Customer, *, name: str, contact: dict[str, str], tier: str, preferences: dict[str, str]) -> None:
    """Write corrected data of a party, with its indexes. Another e-mail address is not known to fail."""
    phone = contact.get("phone", "")
    if not _same_address(customer, contact.get("email", "")):
        customer.mail_failed_at, customer.mail_failed_why = None, ""
    customer.name, customer.contact, customer.tier, customer.preferences = name, contact, tier, preferences
    customer.name_index, customer.phone_index = name_index(name), phone_index(phone)
    customer.phone_end_index = phone_end_index(phone)
    customer.revision += 1
    customer.save(
        update_fields=[
            "name", "contact", "tier", "preferences", "name_index", "phone_index", "phone_end_index", "revision", "mail_failed_at", "mail_failed_why",
        ]
    )


def _same_address(customer: Customer, address: object) -> bool:
    return str(customer.contact.get("email", "")).strip().lower() == str(address).strip().lower()


def mail_failed(customer: Customer, address: str, *, why: str, at: datetime) -> bool:
    """Mark that e-mail to the party's address comes back; False where the party has another address by now. Addresses within ``why``
    are left out.
    """
    if not _same_address(customer, address):
        return False
    said = " ".join(_ADDRESS.sub("…", why).split())[:300]
    Customer.objects.filter(pk=customer.pk).update(mail_failed_at=at, mail_failed_why=said)
    return True


def mail_works(customer: Customer, address: str) -> None:
    """A letter came from the party's address: it is in use after all."""
    if customer.mail_failed_at and _same_address(customer, address):
        Customer.objects.filter(pk=customer.pk).update(mail_failed_at=None, mail_failed_why="")


def look_up(text: str, most: int = 8) -> list[Customer]:
    """Parties by whole phone number, last four digits, whole name or number, for the look-up while typing."""
    text = text.strip()
    number = digits(text)
    wanted = Q(number=text.upper()) | Q(name_index=name_index(text)) if text else Q(pk=None)
    if len(number) >= 7:
        wanted |= Q(phone_index=phone_index(number))
    elif len(number) == 4 and number == text:
        wanted |= Q(phone_end_index=phone_end_index(number))
    return list(Customer.objects.filter(wanted).order_by("-id")[:most])


def mask_name(name: str) -> str:
    """A name of which only the first character shows: 王**, J***."""
    name = name.strip()
    if name in NOBODY:
        return name
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3) if name else ""


def mask(what: str, value: str) -> str:
    """Contact data with its middle hidden: 138****1234, w***@example.com, the first six characters of an address."""
    if not value:
        return ""
    if what == "email" and "@" in value:
        user, _at, host = value.partition("@")
        return f"{user[:1]}***@{host}"
    if what == "address":
        return value[:6] + "****" if len(value) > 6 else value[:2] + "****"
    found = re.sub(r"\D", "", value)
    if len(found) >= 7:
        return f"{found[:3]}****{found[-4:]}"
    return value[:1] + "***"
