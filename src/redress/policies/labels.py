"""Short names of the keys of a pack, for the handbook, for comparisons and for forms."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS: dict[str, object] = {
    "policy": _("Policy code"), "title": _("Title"), "summary": _("In short"), "organisation": _("Organisation"), "language": _("Language of the staff"),
    "timezone": _("Time zone"), "currency": _("Currency"), "valid_from": _("Valid from"), "numbering": _("Numbering"), "format": _("Pattern"),
    "reset": _("Counting starts anew each"), "calendars": _("Working calendars"), "id": _("Code"), "country": _("Public holidays of"),
    "days": _("Days"), "hours": _("Hours"), "departments": _("Departments"), "code": _("Code"), "kind": _("Sort"), "parent": _("Belongs to"),
    "roles": _("Roles"), "acts": _("May do"), "scope": _("Reach"), "rank": _("Rank"), "chief": _("Head of the department"), "seats": _("Held in"),
    "cites": _("Clauses"), "tiers": _("Tiers of authority"), "when": _("When"), "because": _("Reason"), "authority": _("May grant up to"),
    "channels": _("Channels"), "direct": _("The customer is present"), "form": _("Form"), "kinds": _("Kinds of matter"), "meaning": _("Meaning"),
    "confidential": _("Confidential"), "named_roles": _("May be named"), "internal": _("Internal"), "number_prefix": _("Prefix of the number"),
    "categories": _("Categories"), "owner": _("Answerable"), "watch": _("May become public opinion"), "within": pgettext_lazy("duration", "Within"),
    "axes": _("Axes of classification"), "options": _("Options"), "suggest": _("Suggested"), "value": _("Value"), "required_at": _("Required before"),
    "customer_kinds": _("Who complains"), "customer_tiers": _("Standing of customers"), "moods": _("Moods"), "fields": _("Fields of the record"),
    "type": _("Type"), "fills": _("Fills"), "hint": _("Hint"), "asked": _("Asked on"), "personal": _("Personal data"), "required": _("Required"),
    "default": _("Filled in beforehand"), "record": _("Confirmation of the record"), "required_for": _("Required for"), "ways": _("Ways"),
    "signature_ways": _("With a signature"), "asks": _("Who asks"), "evidence": _("Evidence"), "third_parties": _("Third parties"),
    "grades": _("Grades"), "tone": _("Shown as"), "responses": _("Response levels"), "routes": _("Routes"), "lead": _("Leads"),
    "assist": _("Assist"), "answering": _("Who answers"), "answers": _("Answers"), "path": _("Path of the answer"), "note": _("To mind"),
    "alerts": _("Told at once"), "on": _("On"), "to": _("To"), "say": _("Say"), "hand_over": _("Handing over"),
    "accept_within": _("Accepted within"), "calendar": _("Calendar"), "arbitration": _("Arbitration"), "after_returns": _("After returns"),
    "role": _("Role"), "plan": _("Handling plan"), "required_when": _("Required when"), "correction": _("Correction and prevention"),
    "clocks": _("Promises in time"), "starts": _("Starts with"), "from": _("Starts with"), "until": _("Ends with"), "escalate": _("Escalation"),
    "at": _("At"), "regrade": _("The grade is judged anew"), "pausable": _("May be paused"), "resets_on": _("Begins anew with"),
    "public": _("Told to the customer"), "pauses": _("Reasons for a pause"), "max": _("At most"), "tell_customer": _("The customer is told"),
    "extensions": _("Extensions"), "max_times": _("How often"), "by": _("By"), "approver": _("Decided by"), "notice": _("Notice to the customer"),
    "repeat": _("Repeated complaints"), "same": _("The same"), "action": _("What is made of it"), "batch": _("Batches"), "at_least": _("At least"),
    "satisfaction": _("Satisfaction"), "scale": _("Scale"), "satisfied_from": _("Satisfied from"), "ask_within": _("Asked within"),
    "rounds_max": _("Rounds at most"), "exhausted": _("When the rounds are used up"), "text": _("Told to the customer"), "outside": _("Outside help"),
    "contact": _("Contact"), "results": _("Results"), "verdict": _("Verdict"), "closing": _("Before closing"), "must": _("Must hold"),
    "message": _("Otherwise told"), "archive": _("Archive"), "every": _("Filed each"), "retention": _("Retention"), "years": _("Years"),
    "then": _("Afterwards"), "return_reasons": _("Reasons for returning"), "withdrawal_reasons": _("Reasons for withdrawing"),
    "dismissal_reasons": _("Why it is not a complaint"), "guidance": _("Guidance for the clerk"), "ask": _("Ask"), "calm": _("Calm"),
    "avoid": _("Avoid"), "wording": _("Wording"), "terms": _("Terms"), "letters": _("Letters"),
    "kinds.form": _("Form to fill in"), "repeat.form": _("Form to fill in"), "alerts.say": _("Message"), "escalate.say": _("Message"),
    "extensions.by": _("By how much"), "archive.by": _("Filed by"),
}  # fmt: skip
"""A key may have another name in one section: ``kinds.form``."""


def label(key: str, section: str = "") -> str:
    """The short name of ``key``, as it is called in ``section``, in the current language."""
    return str(LABELS.get(f"{section}.{key}") or LABELS[key])


WORDS: dict[str, object] = {
    "day": pgettext_lazy("period", "day"), "month": pgettext_lazy("period", "month"), "year": pgettext_lazy("period", "year"),
    "CN": _("Mainland China"), "TW": _("Taiwan"), "HK": _("Hong Kong"), "none": _("none"),
    "CNY": _("yuan (CNY)"), "TWD": _("New Taiwan dollar (TWD)"), "HKD": _("Hong Kong dollar (HKD)"),
    "zh-Hans": _("Simplified Chinese"), "zh-Hant": _("Traditional Chinese"), "en": _("English"),
    "mon": _("Mon"), "tue": _("Tue"), "wed": _("Wed"), "thu": _("Thu"), "fri": _("Fri"), "sat": _("Sat"), "sun": _("Sun"),
    "group": _("group"), "company": _("company"), "store": _("store"), "desk": _("desk"), "department": _("department"),
    "own": _("own cases"), "subtree": _("the department and all below it"), "all": _("everything"),
    "oral": _("oral"), "written": _("written"), "electronic": _("electronic"),
    "text": pgettext_lazy("field type", "short text"), "longtext": _("long text"), "int": _("whole number"), "money": _("amount of money"),
    "date": _("date"), "datetime": _("date and time"), "bool": _("yes or no"), "choice": _("choice"), "phone": _("telephone"), "place": _("place"),
    "record": _("the record"), "assessment": _("the assessment"),
    "calm": pgettext_lazy("tone", "calm"), "notice": pgettext_lazy("tone", "notice"), "warning": pgettext_lazy("tone", "warning"),
    "serious": pgettext_lazy("tone", "serious"),
    "same-store": _("the store where it happened"), "category-owner": _("the department answerable for the category"),
    "customer": _("customer"), "category": _("category"), "matter": _("matter"), "result": _("result"), "grade": _("grade"), "kind": _("kind"),
    "slip": _("a slip on the earlier case, no new one"), "link": _("a new case, linked to the earlier one"), "new-case": _("a new case"),
    "upheld": _("upheld"), "partly": _("partly upheld"), "not-upheld": _("not upheld"),
    "review": _("a person decides"), "destroy": _("destroyed by protocol"),
    "customer-name": _("name of the customer"), "customer-phone": _("telephone of the customer"), "customer-email": _("e-mail of the customer"),
    "customer-address": _("address of the customer"), "title": _("title of the case"), "account": _("what happened"), "wish": _("what the customer wants"),
    "occurred-at": _("when it happened"),
}  # fmt: skip
"""Values that a pack chooses from a fixed list, in words."""

TERMS: dict[str, object] = {
    "case": _("Case"), "record": _("Record"), "customer": _("Customer"), "first-contact": _("First contact"), "lead-department": _("Lead department"),
    "assisting-department": _("Assisting department"), "work-order": _("Work order"), "slip": _("Slip"), "plan": _("Handling plan"),
    "answer": _("Answer"), "confirmation": _("Confirmation"), "correction": _("Correction"), "archive": _("Archive"), "queue": _("Queue"),
    "acknowledgement": _("Acknowledgement"), "record-confirmation": _("Record to confirm"), "progress": _("Progress"), "refusal": _("Refusal"),
    "call-back": _("Call-back"), "satisfaction": _("Question about satisfaction"), "reopened": _("Taken up again"), "closed": _("Closed"),
    "exhausted": _("Rounds used up"), "handed-over": _("Handed over"),
}  # fmt: skip
"""The organisation's terms and letters, named for the handbook."""
