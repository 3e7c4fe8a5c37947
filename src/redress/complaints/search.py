"""The search index of cases: bigram tokens of what was written, blind tokens of names and phone numbers.

One row a case in ``SearchText``. SQLite mirrors it into an FTS5 table by triggers, PostgreSQL into a
generated tsvector with a GIN index (migration 0002). Both find every substring of two characters or
more, exactly; a single character finds as the beginning or end of a run.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from redress.complaints.customers import digits, index_key
from redress.complaints.models import Case, Customer, SearchText
from redress.kernel.tokens import blind, blind_query, fold, fts5_query, index_tokens, name_tokens, tsquery, tsvector

FEW = 500
"""So many hits PostgreSQL is told by number: its planner takes every word for a common one, and would walk the whole register for a rare one."""


def _sqlite() -> bool:
    return connection.vendor == "sqlite"


def text_of(case: Case, said: Iterable[str] | None = None) -> str:
    """What is searchable of a case, as tokens of this engine: its number in the source it came from is among it.

    ``said`` are its messages where the caller knows them.
    """
    if said is None:
        new = case.entry_count == len(getattr(case, "written", ()))  # entered in this very act: nothing was said yet
        said = () if new else case.messages.values_list("text", flat=True)
    there = (case.source_key or "").partition(":")[2]
    plain = "\n".join([case.number, there, case.title, case.account, case.wish, case.place, *said])
    customer = case.customer
    phone = digits(str(customer.contact.get("phone", "")))
    hidden = blind([f"tel:{phone}", f"tel:{phone[-4:]}"], index_key()) if len(phone) >= 4 else []
    hidden += blind(name_tokens(customer.name), index_key())
    tokens = " ".join([index_tokens(plain), index_tokens(customer.number), *hidden])
    return tokens if _sqlite() else tsvector(tokens)


def index(cases: Iterable[Case]) -> None:
    """Write the index rows of these cases anew."""
    rows = [SearchText(case_id=case.pk, tokens=text_of(case)) for case in cases]
    SearchText.objects.bulk_create(rows, update_conflicts=True, update_fields=["tokens"], unique_fields=["case"])


def _query(text: str) -> str:
    """The engine's query for ``text``: as words of the case, or as the customer's name or phone number."""
    ways = [fts5_query(text) if _sqlite() else tsquery(text)]
    phone = digits(text)
    if len(phone) >= 4 and phone == text.strip().replace(" ", "").replace("-", ""):
        ways.append(_all_of(blind([f"tel:{phone}"], index_key())))
    name = blind_query(text, index_key())
    if name and len(text.strip()) <= 40:
        ways.append(_all_of(name))
    joined = [f"({way})" for way in ways if way]
    return (" OR " if _sqlite() else " | ").join(joined)


def _all_of(tokens: list[str]) -> str:
    if _sqlite():
        return " AND ".join(f'"{token}"' for token in tokens)
    return " & ".join(f"'{token}'" for token in tokens)


def found(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of ``cases`` that contain ``text``; none when there is nothing to seek. The index is joined, not asked beforehand."""
    return _matching(cases, _query(text.replace("\x00", "")))


def customers_named(part: str, most: int) -> list[Customer]:
    """Customers whose name contains ``part`` (of a Latin name, whole words), those with the newest cases first.

    Names are encrypted: the index gives candidates, the names themselves decide.
    """
    wanted = fold(part).replace(" ", "")
    tokens = blind_query(part, index_key())
    if not wanted or not tokens or len(part) > 40:
        return []
    cases = newest_first(_matching(Case.objects.all(), _all_of(tokens)))
    ids = dict.fromkeys(cases.values_list("customer", flat=True)[: most * 10])
    customers = Customer.objects.in_bulk(ids)
    return [customers[pk] for pk in ids if wanted in fold(customers[pk].name).replace(" ", "")][:most]


def _matching(cases: QuerySet[Case], query: str) -> QuerySet[Case]:
    if not query:
        return cases.none()
    if _sqlite():
        where = ["complaints_search MATCH %s", "complaints_search.rowid = complaints_case.id"]
        return cases.extra(tables=["complaints_search"], where=where, params=[query])
    few = list(SearchText.objects.extra(where=["vector @@ %s::tsquery"], params=[query]).values_list("case_id", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return cases.filter(pk__in=few)
    where = ["complaints_searchtext.case_id = complaints_case.id", "complaints_searchtext.vector @@ %s::tsquery"]
    return cases.extra(tables=["complaints_searchtext"], where=where, params=[query])


def newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What ``found`` gave, newest first, read only as far as somebody looks: a common word costs no more than a rare one."""
    return cases.extra(order_by=["-complaints_search.rowid"]) if _sqlite() else cases.order_by("-pk")
