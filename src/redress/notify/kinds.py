"""The sentences of notices. ``params`` of a notice fill the places; a Text among them is said in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from redress.kernel.localised import say

KINDS: dict[str, str] = {
    "case.assigned": gettext_noop("%(number)s was assigned to %(department)s: %(title)s"),
    "case.named": gettext_noop("You are to handle %(number)s: %(title)s"),
    "case.returned": gettext_noop("%(department)s returned %(number)s: %(reason)s"),
    "case.arbitrate": gettext_noop("%(number)s was returned %(count)s times; decide who takes it"),
    "case.handed-over": gettext_noop("%(by)s handed %(number)s over to you: %(title)s"),
    "case.message": gettext_noop("New message from the customer in %(number)s"),
    "case.part-done": gettext_noop("%(department)s finished its part of %(number)s"),
    "case.answer-waiting": gettext_noop("An answer in %(number)s waits for you to pass it on"),
    "case.answer-refused": gettext_noop("The answer in %(number)s was sent back: %(reason)s"),
    "case.reopened": gettext_noop("%(number)s was reopened: the customer is not satisfied"),
    "case.due-warning": gettext_noop("%(number)s: “%(clock)s” runs out at %(due)s"),
    "case.overdue": gettext_noop("%(number)s: “%(clock)s” ran out at %(due)s"),
    "case.overdue-late": gettext_noop("%(number)s: “%(clock)s” ran out at %(due)s (told late, at %(told)s)"),
    "case.clock-says": gettext_noop("%(number)s: %(say)s"),
    "case.clock-says-late": gettext_noop("%(number)s: %(say)s (told late, at %(told)s)"),
    "case.extension-asked": gettext_noop("%(by)s asks for more time in %(number)s: %(reason)s"),
    "case.extension-granted": gettext_noop("More time was granted in %(number)s, until %(due)s"),
    "case.extension-refused": gettext_noop("More time was refused in %(number)s: %(reason)s"),
    "case.step-given": gettext_noop("A measure in %(number)s is yours, due %(due)s: %(measure)s"),
    "case.alert": gettext_noop("%(number)s: %(say)s %(title)s"),
    "visit.began": gettext_noop("%(by)s receives a customer at %(place)s; please come at once"),
    "call.waiting": gettext_noop("The call of %(began)s still has no record"),
    "case.outside": gettext_noop("%(source)s reported on %(number)s: %(title)s"),
    "case.deadline-given": gettext_noop("%(source)s wants %(number)s answered by %(due)s: %(title)s"),
    "talk.waiting": gettext_noop("A visitor has waited for an answer since %(since)s"),
    "talk.offered": gettext_noop("%(by)s asks you to take over a talk with a visitor"),
    "talk.declined": gettext_noop("%(by)s cannot take over the talk; it stays with you"),
    "chat.undelivered": gettext_noop("An answer in %(account)s did not reach the customer; look at the talk"),
    "robot.stopped": gettext_noop("The group robot “%(name)s” was switched off: its platform refused %(count)s messages in a row"),
    "job.done": gettext_noop("%(what)s is finished"),
    "job.failed": gettext_noop("%(what)s failed: %(reason)s"),
}

ASKING = frozenset({
    "case.assigned", "case.named", "case.returned", "case.arbitrate", "case.handed-over", "case.answer-waiting", "case.answer-refused", "case.reopened",
    "case.due-warning", "case.overdue", "case.overdue-late", "case.extension-asked", "case.step-given", "case.deadline-given",
})  # fmt: skip
"""Notices that only ask for something to be done: nobody need read them once it is done or the case has ended."""


class UnknownNotice(KeyError):
    """A notice of a kind that has no sentence."""


def sentence(kind: str, params: Mapping[str, object], language: str) -> str:
    """The notice as a sentence in the language now active; ``language`` picks among texts in ``params``.

    Raises UnknownNotice.
    """
    if kind not in KINDS:
        raise UnknownNotice(kind)
    filled = {key: say(value, language) if isinstance(value, dict) else value for key, value in params.items()}
    return gettext(KINDS[kind]) % filled
