"""Words that every pack shares with the code: events of a case and its stages."""

from django.utils.translation import pgettext_lazy

EVENTS: dict[str, object] = {
    "received": pgettext_lazy("event", "received"),
    "reception.ended": pgettext_lazy("event", "reception ended"),
    "registered": pgettext_lazy("event", "registered"),
    "record.completed": pgettext_lazy("event", "record completed"),
    "record.confirmed": pgettext_lazy("event", "record confirmed by the customer"),
    "assessed": pgettext_lazy("event", "assessed"),
    "assigned": pgettext_lazy("event", "assigned"),
    "accepted": pgettext_lazy("event", "accepted by the department"),
    "returned": pgettext_lazy("event", "returned by the department"),
    "plan.made": pgettext_lazy("event", "handling plan made"),
    "investigated": pgettext_lazy("event", "investigated"),
    "decided": pgettext_lazy("event", "decided"),
    "answered": pgettext_lazy("event", "answered"),
    "verdict.satisfied": pgettext_lazy("event", "customer satisfied"),
    "verdict.dissatisfied": pgettext_lazy("event", "customer dissatisfied"),
    "confirmed": pgettext_lazy("event", "confirmed"),
    "reopened": pgettext_lazy("event", "reopened"),
    "closed": pgettext_lazy("event", "closed"),
    "archived": pgettext_lazy("event", "archived"),
    "callback.promised": pgettext_lazy("event", "call-back promised"),
    "callback.made": pgettext_lazy("event", "call-back made"),
    "passed.on": pgettext_lazy("event", "passed on from outside"),
    "withdrawn": pgettext_lazy("event", "withdrawn"),
}
"""What may happen to a case, as packs name it for clocks and required fields."""

STAGES = (
    "received", "registered", "assessed", "assigned", "investigated", "decided", "answered", "confirmed", "closed", "archived",
    "returned", "reopened", "withdrawn", "not_a_complaint", "merged",
)  # fmt: skip

RECIPIENTS: dict[str, object] = {
    "first-contact": pgettext_lazy("recipient", "first contact"),
    "handler": pgettext_lazy("recipient", "handler"),
    "lead-department": pgettext_lazy("recipient", "lead department"),
    "department-head": pgettext_lazy("recipient", "head of the lead department"),
    "supervisor": pgettext_lazy("recipient", "chief of the owner's department"),
}
"""Who may be told or must act; besides these, ``role:<code>``."""
