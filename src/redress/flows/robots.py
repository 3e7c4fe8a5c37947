"""What group robots say of a case: number, grade, department, what happened, when it is due, a link. Never personal data."""

from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext

from redress.complaints.models import Case, CaseEntry
from redress.complaints.queries import group_may_hear
from redress.kernel.localised import say
from redress.notify.models import RobotCall
from redress.notify.robots.kinds import ALERT, KINDS, TEST
from redress.notify.robots.sending import Said
from redress.policies.store import policy_of


def words(call: RobotCall) -> Said | None:
    """A notice in the language now active, of the case as it stands now; None where a group may not hear of it (any more)."""
    if call.kind == TEST:
        text = gettext("A test message: this group will be told of complaints here.")
        return Said(text, text)
    case = Case.objects.select_related("department").filter(number=call.number).first()
    if case is None or not group_may_hear(case):
        return None
    language = get_language() or "zh-hans"
    policy = policy_of(case.policy_id)
    grade = say(dict(policy.title("grades", case.grade)), language) if case.grade else ""
    due = f"{case.next_due_at.astimezone(policy.pack.zone):%Y-%m-%d %H:%M}" if case.next_due_at else ""
    facts = [
        (gettext("Grade"), grade), (gettext("Department"), say(case.department.title, language)), (gettext("Due"), due),
    ]  # fmt: skip
    told = [_fact(*fact) for fact in facts if fact[1]]
    what = str(KINDS[call.kind])
    more = _more(call, case, language)
    link = f"{settings.ENV.public_url.rstrip('/')}/cases/{case.number}/"
    whole = [_fact(what, case.number), *([more] if more else []), *told, link]
    return Said("\n".join(whole), " · ".join([case.number, what, *(value for _name, value in facts if value)]))


def _fact(name: object, value: object) -> str:
    return pgettext("name and value", "%(name)s: %(value)s") % {"name": name, "value": value}


def _more(call: RobotCall, case: Case, language: str) -> str:
    """What the event itself adds, where that is nobody's own words."""
    if call.kind == ALERT:
        return say(call.said, language)
    entry = CaseEntry.objects.filter(case=case, seq=call.seq, kind=call.kind).first()
    told = entry.payload if entry else {}
    if call.kind == "clock.escalated" and told:
        return gettext("“%(clock)s” is due %(due)s") % {"clock": say(told["clock"], language), "due": told["due"]}
    if call.kind == "case.regraded" and told:
        return gettext("From “%(was)s” to “%(grade)s”") % {"was": say(told["was"], language), "grade": say(told["grade"], language)}
    if call.kind == "case.deadline_given" and told:
        return gettext("%(source)s wants it answered by %(due)s") % {"source": told["source"], "due": told["due"]}
    return ""
