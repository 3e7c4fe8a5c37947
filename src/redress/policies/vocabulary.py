"""Words that every pack shares with the code: events of a case and its stages."""

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, object] = {
    "received": _("received"),
    "reception.ended": _("reception ended"),
    "registered": _("registered"),
    "record.completed": _("record completed"),
    "record.confirmed": _("record confirmed by the customer"),
    "assessed": _("assessed"),
    "assigned": _("assigned"),
    "accepted": _("accepted by the department"),
    "returned": _("returned by the department"),
    "plan.made": _("handling plan made"),
    "investigated": _("investigated"),
    "decided": _("decided"),
    "answered": _("answered"),
    "verdict.satisfied": _("customer satisfied"),
    "verdict.dissatisfied": _("customer dissatisfied"),
    "confirmed": _("confirmed"),
    "reopened": _("reopened"),
    "closed": _("closed"),
    "archived": _("archived"),
    "callback.promised": _("call-back promised"),
    "callback.made": _("call-back made"),
    "withdrawn": _("withdrawn"),
}
"""What may happen to a case, as packs name it for clocks and required fields."""

STAGES = (
    "received", "registered", "assessed", "assigned", "investigated", "decided", "answered", "confirmed", "closed", "archived",
    "returned", "reopened", "withdrawn", "not_a_complaint", "merged",
)  # fmt: skip

RECIPIENTS: dict[str, object] = {
    "first-contact": _("first contact"),
    "handler": _("handler"),
    "lead-department": _("lead department"),
    "department-head": _("head of the lead department"),
    "supervisor": _("chief of the owner's department"),
}
"""Who may be told or must act; besides these, ``role:<code>``."""
