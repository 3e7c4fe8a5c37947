"""Reading the journals."""

from django.db.models import Count, Max, Q, QuerySet

from redress.ledger.models import JournalEntry


def about(stream: str, username: str, *, newest: int) -> list[JournalEntry]:
    """The newest lines of a journal that concern the person of that sign-in name."""
    found = JournalEntry.objects.filter(Q(payload__username=username), stream=stream)
    return list(found.order_by("-seq")[:newest])


def journal_of(stream: str) -> QuerySet[JournalEntry]:
    """A journal, newest line first."""
    return JournalEntry.objects.filter(stream=stream).order_by("-seq")


def streams() -> list[dict[str, object]]:
    """The journals there are, each with the number of its lines and the moment of the last."""
    found = JournalEntry.objects.order_by().values("stream").annotate(count=Count("pk"), last=Max("at")).order_by("stream")
    return [dict(row) for row in found]
