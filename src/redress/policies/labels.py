"""Short names of the keys of a pack, for the handbook, for comparisons and for forms."""

from django.utils.translation import pgettext_lazy

LABELS: dict[str, object] = {
    "policy": pgettext_lazy("policy key", "Policy code"), "title": pgettext_lazy("policy key", "Title"), "summary": pgettext_lazy("policy key", "In short"), "organisation": pgettext_lazy("policy key", "Organisation"), "language": pgettext_lazy("policy key", "Language of the staff"),
    "timezone": pgettext_lazy("policy key", "Time zone"), "currency": pgettext_lazy("policy key", "Currency"), "valid_from": pgettext_lazy("policy key", "Valid from"), "numbering": pgettext_lazy("policy key", "Numbering"), "format": pgettext_lazy("policy key", "Pattern"),
    "reset": pgettext_lazy("policy key", "Counting starts anew each"), "calendars": pgettext_lazy("policy key", "Working calendars"), "id": pgettext_lazy("policy key", "Code"), "country": pgettext_lazy("policy key", "Public holidays of"),
    "days": pgettext_lazy("policy key", "Days"), "hours": pgettext_lazy("policy key", "Hours"), "departments": pgettext_lazy("policy key", "Departments"), "code": pgettext_lazy("policy key", "Code"), "kind": pgettext_lazy("policy key", "Sort"), "parent": pgettext_lazy("policy key", "Belongs to"),
    "roles": pgettext_lazy("policy key", "Roles"), "acts": pgettext_lazy("policy key", "May do"), "scope": pgettext_lazy("policy key", "Reach"), "rank": pgettext_lazy("policy key", "Rank"), "chief": pgettext_lazy("policy key", "Head of the department"), "seats": pgettext_lazy("policy key", "Held in"),
    "cites": pgettext_lazy("policy key", "Clauses"), "tiers": pgettext_lazy("policy key", "Tiers of authority"), "when": pgettext_lazy("policy key", "When"), "because": pgettext_lazy("policy key", "Reason"), "authority": pgettext_lazy("policy key", "May grant up to"),
    "channels": pgettext_lazy("policy key", "Channels"), "direct": pgettext_lazy("policy key", "The customer is present"), "form": pgettext_lazy("policy key", "Form"), "kinds": pgettext_lazy("policy key", "Kinds of matter"), "meaning": pgettext_lazy("policy key", "Meaning"),
    "confidential": pgettext_lazy("policy key", "Confidential"), "named_roles": pgettext_lazy("policy key", "May be named"), "internal": pgettext_lazy("policy key", "Internal"), "number_prefix": pgettext_lazy("policy key", "Prefix of the number"),
    "categories": pgettext_lazy("policy key", "Categories"), "owner": pgettext_lazy("policy key", "Answerable"), "watch": pgettext_lazy("policy key", "May become public opinion"), "within": pgettext_lazy("policy key", "Within"),
    "axes": pgettext_lazy("policy key", "Axes of classification"), "options": pgettext_lazy("policy key", "Options"), "suggest": pgettext_lazy("policy key", "Suggested"), "value": pgettext_lazy("policy key", "Value"), "required_at": pgettext_lazy("policy key", "Required before"),
    "customer_kinds": pgettext_lazy("policy key", "Who complains"), "customer_tiers": pgettext_lazy("policy key", "Standing of customers"), "moods": pgettext_lazy("policy key", "Moods"), "mood": pgettext_lazy("policy key", "Suggested mood"),
    "signals": pgettext_lazy("policy key", "Signals"), "words": pgettext_lazy("policy key", "Words"), "unless": pgettext_lazy("policy key", "Not when"), "says": pgettext_lazy("policy key", "What to do"),
    "fields": pgettext_lazy("policy key", "Fields of the record"),
    "type": pgettext_lazy("policy key", "Type"), "fills": pgettext_lazy("policy key", "Fills"), "hint": pgettext_lazy("policy key", "Hint"), "asked": pgettext_lazy("policy key", "Asked on"), "personal": pgettext_lazy("policy key", "Personal data"), "required": pgettext_lazy("policy key", "Required"),
    "default": pgettext_lazy("policy key", "Filled in beforehand"), "record": pgettext_lazy("policy key", "Confirmation of the record"), "required_for": pgettext_lazy("policy key", "Required for"), "ways": pgettext_lazy("policy key", "Ways"),
    "signature_ways": pgettext_lazy("policy key", "With a signature"), "asks": pgettext_lazy("policy key", "Who asks"), "evidence": pgettext_lazy("policy key", "Evidence"), "third_parties": pgettext_lazy("policy key", "Third parties"),
    "grades": pgettext_lazy("policy key", "Grades"), "tone": pgettext_lazy("policy key", "Shown as"), "responses": pgettext_lazy("policy key", "Response levels"), "routes": pgettext_lazy("policy key", "Routes"), "lead": pgettext_lazy("policy key", "Leads"),
    "assist": pgettext_lazy("policy key", "Assist"), "answering": pgettext_lazy("policy key", "Who answers"), "answers": pgettext_lazy("policy key", "Answers"), "path": pgettext_lazy("policy key", "Path of the answer"), "note": pgettext_lazy("policy key", "To mind"),
    "alerts": pgettext_lazy("policy key", "Told at once"), "on": pgettext_lazy("policy key", "On"), "to": pgettext_lazy("policy key", "To"), "say": pgettext_lazy("policy key", "Say"), "hand_over": pgettext_lazy("policy key", "Handing over"),
    "accept_within": pgettext_lazy("policy key", "Accepted within"), "calendar": pgettext_lazy("policy key", "Calendar"), "arbitration": pgettext_lazy("policy key", "Arbitration"), "after_returns": pgettext_lazy("policy key", "After returns"),
    "role": pgettext_lazy("policy key", "Role"), "plan": pgettext_lazy("policy key", "Handling plan"), "required_when": pgettext_lazy("policy key", "Required when"), "correction": pgettext_lazy("policy key", "Correction and prevention"),
    "clocks": pgettext_lazy("policy key", "Promises in time"), "starts": pgettext_lazy("policy key", "Starts with"), "from": pgettext_lazy("policy key", "Starts with"), "until": pgettext_lazy("policy key", "Ends with"), "escalate": pgettext_lazy("policy key", "Escalation"),
    "at": pgettext_lazy("policy key", "At"), "regrade": pgettext_lazy("policy key", "The grade is judged anew"), "pausable": pgettext_lazy("policy key", "May be paused"), "resets_on": pgettext_lazy("policy key", "Begins anew with"),
    "public": pgettext_lazy("policy key", "Told to the customer"), "pauses": pgettext_lazy("policy key", "Reasons for a pause"), "max": pgettext_lazy("policy key", "At most"), "tell_customer": pgettext_lazy("policy key", "The customer is told"),
    "extensions": pgettext_lazy("policy key", "Extensions"), "max_times": pgettext_lazy("policy key", "How often"), "by": pgettext_lazy("policy key", "By"), "approver": pgettext_lazy("policy key", "Decided by"), "notice": pgettext_lazy("policy key", "Notice to the customer"),
    "repeat": pgettext_lazy("policy key", "Repeated complaints"), "same": pgettext_lazy("policy key", "The same"), "action": pgettext_lazy("policy key", "What is made of it"), "batch": pgettext_lazy("policy key", "Batches"), "at_least": pgettext_lazy("policy key", "At least"),
    "satisfaction": pgettext_lazy("policy key", "Satisfaction"), "scale": pgettext_lazy("policy key", "Scale"), "satisfied_from": pgettext_lazy("policy key", "Satisfied from"), "ask_within": pgettext_lazy("policy key", "Asked within"),
    "rounds_max": pgettext_lazy("policy key", "Rounds at most"), "exhausted": pgettext_lazy("policy key", "When the rounds are used up"), "text": pgettext_lazy("policy key", "Told to the customer"), "outside": pgettext_lazy("policy key", "Outside help"),
    "contact": pgettext_lazy("policy key", "Contact"), "results": pgettext_lazy("policy key", "Results"), "verdict": pgettext_lazy("policy key", "Verdict"), "closing": pgettext_lazy("policy key", "Before closing"), "must": pgettext_lazy("policy key", "Must hold"),
    "message": pgettext_lazy("policy key", "Otherwise told"), "archive": pgettext_lazy("policy key", "Archive"), "every": pgettext_lazy("policy key", "Filed each"), "retention": pgettext_lazy("policy key", "Retention"), "years": pgettext_lazy("policy key", "Years"),
    "then": pgettext_lazy("policy key", "Afterwards"), "return_reasons": pgettext_lazy("policy key", "Reasons for returning"), "withdrawal_reasons": pgettext_lazy("policy key", "Reasons for withdrawing"),
    "dismissal_reasons": pgettext_lazy("policy key", "Why it is not a complaint"), "guidance": pgettext_lazy("policy key", "Guidance for the clerk"), "ask": pgettext_lazy("policy key", "Ask"), "calm": pgettext_lazy("policy key", "Calm"),
    "avoid": pgettext_lazy("policy key", "Avoid"), "wording": pgettext_lazy("policy key", "Wording"), "terms": pgettext_lazy("policy key", "Terms"), "letters": pgettext_lazy("policy key", "Letters"), "letterhead": pgettext_lazy("policy key", "Letterhead"),
    "door": pgettext_lazy("policy key", "Taken in by"), "email": pgettext_lazy("policy key", "Leaves as e-mail"), "portal": pgettext_lazy("policy key", "Customer portal"), "messenger": pgettext_lazy("policy key", "Web messenger"), "closed": pgettext_lazy("policy key", "Said out of hours"), "signs": pgettext_lazy("policy key", "Staff answer as"), "wait_minutes": pgettext_lazy("policy key", "Minutes until told that one waits"), "keep_days": pgettext_lazy("policy key", "Days a talk is kept"), "replies": pgettext_lazy("policy key", "Answers kept ready"), "reception": pgettext_lazy("policy key", "Reception"), "tells": pgettext_lazy("policy key", "Told at once"), "representatives": pgettext_lazy("policy key", "Representatives at most"), "greeting": pgettext_lazy("policy key", "Greeting"), "privacy": pgettext_lazy("policy key", "Personal data"), "channel": pgettext_lazy("policy key", "Channel"),
    "reports": pgettext_lazy("policy key", "Reports of wrongdoing"), "receives": pgettext_lazy("policy key", "Received by"), "confirm_way": pgettext_lazy("policy key", "Counts as confirmed by"), "verdict_way": pgettext_lazy("policy key", "Counts as asked by"),
    "kinds.form": pgettext_lazy("policy key", "Form to fill in"), "repeat.form": pgettext_lazy("policy key", "Form to fill in"), "alerts.say": pgettext_lazy("policy key", "Message"), "escalate.say": pgettext_lazy("policy key", "Message"),
    "extensions.by": pgettext_lazy("policy key", "By how much"), "archive.by": pgettext_lazy("policy key", "Filed by"),
}  # fmt: skip
"""A key may have another name in one section: ``kinds.form``."""


def label(key: str, section: str = "") -> str:
    """The short name of ``key``, as it is called in ``section``, in the current language."""
    return str(LABELS.get(f"{section}.{key}") or LABELS[key])


WORDS: dict[str, object] = {
    "day": pgettext_lazy("policy value: period", "day"), "month": pgettext_lazy("policy value: period", "month"), "year": pgettext_lazy("policy value: period", "year"),
    "CN": pgettext_lazy("policy value", "Mainland China"), "TW": pgettext_lazy("policy value", "Taiwan"), "HK": pgettext_lazy("policy value", "Hong Kong"), "none": pgettext_lazy("policy value", "none"),
    "CNY": pgettext_lazy("policy value", "yuan (CNY)"), "TWD": pgettext_lazy("policy value", "New Taiwan dollar (TWD)"), "HKD": pgettext_lazy("policy value", "Hong Kong dollar (HKD)"),
    "zh-Hans": pgettext_lazy("policy value", "Simplified Chinese"), "zh-Hant": pgettext_lazy("policy value", "Traditional Chinese"), "en": pgettext_lazy("policy value", "English"),
    "mon": pgettext_lazy("policy value", "Mon"), "tue": pgettext_lazy("policy value", "Tue"), "wed": pgettext_lazy("policy value", "Wed"), "thu": pgettext_lazy("policy value", "Thu"), "fri": pgettext_lazy("policy value", "Fri"), "sat": pgettext_lazy("policy value", "Sat"), "sun": pgettext_lazy("policy value", "Sun"),
    "group": pgettext_lazy("policy value", "group"), "company": pgettext_lazy("policy value", "company"), "store": pgettext_lazy("policy value", "store"), "desk": pgettext_lazy("policy value", "desk"), "department": pgettext_lazy("policy value", "department"),
    "own": pgettext_lazy("policy value", "own cases"), "subtree": pgettext_lazy("policy value", "the department and all below it"), "all": pgettext_lazy("policy value", "everything"),
    "oral": pgettext_lazy("policy value", "oral"), "written": pgettext_lazy("policy value", "written"), "electronic": pgettext_lazy("policy value", "electronic"),
    "text": pgettext_lazy("policy value: field type", "short text"), "longtext": pgettext_lazy("policy value", "long text"), "int": pgettext_lazy("policy value", "whole number"), "money": pgettext_lazy("policy value", "amount of money"),
    "date": pgettext_lazy("policy value", "date"), "datetime": pgettext_lazy("policy value", "date and time"), "bool": pgettext_lazy("policy value", "yes or no"), "choice": pgettext_lazy("policy value", "choice"), "phone": pgettext_lazy("policy value", "telephone"), "place": pgettext_lazy("policy value", "place"),
    "record": pgettext_lazy("policy value", "the record"), "assessment": pgettext_lazy("policy value", "the assessment"),
    "calm": pgettext_lazy("policy value: tone", "calm"), "notice": pgettext_lazy("policy value: tone", "notice"), "warning": pgettext_lazy("policy value: tone", "warning"),
    "serious": pgettext_lazy("policy value: tone", "serious"),
    "same-store": pgettext_lazy("policy value", "the store where it happened"), "category-owner": pgettext_lazy("policy value", "the department answerable for the category"),
    "customer": pgettext_lazy("policy value", "customer"), "category": pgettext_lazy("policy value", "category"), "matter": pgettext_lazy("policy value", "matter"), "result": pgettext_lazy("policy value", "result"), "grade": pgettext_lazy("policy value", "grade"), "kind": pgettext_lazy("policy value", "kind"),
    "slip": pgettext_lazy("policy value", "a slip on the earlier case, no new one"), "link": pgettext_lazy("policy value", "a new case, linked to the earlier one"), "new-case": pgettext_lazy("policy value", "a new case"),
    "upheld": pgettext_lazy("policy value", "upheld"), "partly": pgettext_lazy("policy value", "partly upheld"), "not-upheld": pgettext_lazy("policy value", "not upheld"),
    "review": pgettext_lazy("policy value", "a person decides"), "destroy": pgettext_lazy("policy value", "destroyed by protocol"),
    "customer-name": pgettext_lazy("policy value", "name of the customer"), "customer-phone": pgettext_lazy("policy value", "telephone of the customer"), "customer-email": pgettext_lazy("policy value", "e-mail of the customer"),
    "customer-address": pgettext_lazy("policy value", "address of the customer"), "title": pgettext_lazy("policy value", "title of the case"), "account": pgettext_lazy("policy value", "what happened"), "wish": pgettext_lazy("policy value", "what the customer wants"),
    "occurred-at": pgettext_lazy("policy value", "when it happened"),
    "hotline": pgettext_lazy("policy value", "the page of calls"), "post": pgettext_lazy("policy value", "the register form, with scans"), "reception": pgettext_lazy("policy value", "the reception"),
}  # fmt: skip
"""Values that a pack chooses from a fixed list, in words."""

TERMS: dict[str, object] = {
    "case": pgettext_lazy("policy term", "Case"), "record": pgettext_lazy("policy term", "Record"), "customer": pgettext_lazy("policy term", "Customer"), "first-contact": pgettext_lazy("policy term", "First contact"), "lead-department": pgettext_lazy("policy term", "Lead department"),
    "assisting-department": pgettext_lazy("policy term", "Assisting department"), "work-order": pgettext_lazy("policy term", "Work order"), "slip": pgettext_lazy("policy term", "Slip"), "plan": pgettext_lazy("policy term", "Handling plan"),
    "answer": pgettext_lazy("policy term", "Answer"), "confirmation": pgettext_lazy("policy term", "Confirmation"), "correction": pgettext_lazy("policy term", "Correction"), "archive": pgettext_lazy("policy term", "Archive"), "queue": pgettext_lazy("policy term", "Queue"),
    "acknowledgement": pgettext_lazy("policy term", "Acknowledgement"), "record-confirmation": pgettext_lazy("policy term", "Record to confirm"), "progress": pgettext_lazy("policy term", "Progress"), "refusal": pgettext_lazy("policy term", "Refusal"),
    "call-back": pgettext_lazy("policy term", "Call-back"), "satisfaction": pgettext_lazy("policy term", "Question about satisfaction"), "reopened": pgettext_lazy("policy term", "Taken up again"), "closed": pgettext_lazy("policy term", "Closed"),
    "exhausted": pgettext_lazy("policy term", "Rounds used up"), "handed-over": pgettext_lazy("policy term", "Handed over"),
}  # fmt: skip
"""The organisation's terms and letters, named for the handbook."""
