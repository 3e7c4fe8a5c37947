"""The stages of a case and the one table of legal moves between them (ISO 10002 clause 8 order)."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where a case stands."""

    RECEIVED = "received", pgettext_lazy("stage", "Received")
    REGISTERED = "registered", pgettext_lazy("stage", "Registered")
    ASSESSED = "assessed", pgettext_lazy("stage", "Assessed")
    ASSIGNED = "assigned", pgettext_lazy("stage", "Assigned")
    RETURNED = "returned", pgettext_lazy("stage", "Returned")
    INVESTIGATED = "investigated", pgettext_lazy("stage", "Investigated")
    DECIDED = "decided", pgettext_lazy("stage", "Decided")
    ANSWERED = "answered", pgettext_lazy("stage", "Answered")
    CONFIRMED = "confirmed", pgettext_lazy("stage", "Confirmed")
    REOPENED = "reopened", pgettext_lazy("stage", "Reopened")
    CLOSED = "closed", pgettext_lazy("stage", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("stage", "Withdrawn")
    NOT_A_COMPLAINT = "not_a_complaint", pgettext_lazy("stage", "Not a complaint")
    MERGED = "merged", pgettext_lazy("stage", "Merged")
    ARCHIVED = "archived", pgettext_lazy("stage", "Archived")


S = Stage
_OUT = frozenset({S.WITHDRAWN, S.NOT_A_COMPLAINT, S.MERGED})

MOVES: dict[Stage, frozenset[Stage]] = {
    S.RECEIVED: frozenset({S.REGISTERED}) | _OUT,
    S.REGISTERED: frozenset({S.ASSESSED}) | _OUT,
    S.ASSESSED: frozenset({S.ASSIGNED, S.INVESTIGATED}) | _OUT,
    S.ASSIGNED: frozenset({S.RETURNED, S.INVESTIGATED}) | _OUT,
    S.RETURNED: frozenset({S.ASSIGNED}) | _OUT,
    S.INVESTIGATED: frozenset({S.ASSIGNED, S.DECIDED}) | _OUT,
    S.DECIDED: frozenset({S.ANSWERED, S.INVESTIGATED}) | _OUT,
    S.ANSWERED: frozenset({S.CONFIRMED, S.REOPENED, S.WITHDRAWN}),
    S.CONFIRMED: frozenset({S.CLOSED, S.REOPENED}),
    S.REOPENED: frozenset({S.ASSIGNED, S.INVESTIGATED}) | _OUT,
    S.CLOSED: frozenset({S.ARCHIVED, S.REOPENED}),
    S.WITHDRAWN: frozenset({S.ARCHIVED, S.REOPENED}),
    S.NOT_A_COMPLAINT: frozenset({S.ARCHIVED, S.REOPENED}),
    S.MERGED: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset(),
}
"""From each stage the stages it may move to. Simple matters go from assessed to investigated at once (A3);
a dissatisfied customer reopens (A8); an archived case never moves again: a new complaint links to it."""

ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.NOT_A_COMPLAINT, S.MERGED, S.ARCHIVED})
"""Stages of a case that needs nothing more from anybody but the archive."""

RING = ("receipt", "handling", "analysis", "correction", "verification")
"""The closed loop as shown on the case page."""


class PartState(models.TextChoices):
    """What a department has done with its part of a case."""

    OFFERED = "offered", pgettext_lazy("part", "Waiting to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("part", "Accepted")
    RETURNED = "returned", pgettext_lazy("part", "Returned")
    DONE = "done", pgettext_lazy("part", "Done")
    RELEASED = "released", pgettext_lazy("part", "Released")


class Finding(models.TextChoices):
    """What was found on one point of a complaint."""

    OPEN = "open", pgettext_lazy("finding", "Open")
    UPHELD = "upheld", pgettext_lazy("finding", "Upheld")
    PARTLY = "partly", pgettext_lazy("finding", "Partly upheld")
    NOT_UPHELD = "not_upheld", pgettext_lazy("finding", "Not upheld")
    WITHDRAWN = "withdrawn", pgettext_lazy("finding", "Withdrawn")
