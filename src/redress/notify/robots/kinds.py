"""What a group can be told of: kinds of the timeline, and the policy's alerts. The words stand on the form and head the message."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

TEST = "test"
ALERT = "case.alert"
KINDS: Mapping[str, object] = {
    "case.registered": pgettext_lazy("robot", "New complaint"),
    ALERT: pgettext_lazy("robot", "Alert of the policy, as of a crisis"),
    "case.regraded": pgettext_lazy("robot", "Grade raised"),
    "clock.escalated": pgettext_lazy("robot", "Deadline near or passed"),
    "case.passed_on": pgettext_lazy("robot", "Passed on by an authority"),
    "case.deadline_given": pgettext_lazy("robot", "Deadline set by an authority"),
    "case.assigned": pgettext_lazy("robot", "Assigned to departments"),
    "case.returned": pgettext_lazy("robot", "Returned by a department"),
    "case.answered": pgettext_lazy("robot", "Answered"),
    "case.satisfied": pgettext_lazy("robot", "The customer is satisfied"),
    "case.dissatisfied": pgettext_lazy("robot", "The customer is not satisfied"),
    "case.reopened": pgettext_lazy("robot", "Reopened"),
    "case.closed": pgettext_lazy("robot", "Closed"),
}
