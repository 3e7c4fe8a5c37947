"""What the fields of an import and the forms of dates are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELDS: dict[str, Promise] = {
    "key": pgettext_lazy("import", "Number there (names the row)"),
    "title": pgettext_lazy("import", "Title"),
    "account": pgettext_lazy("import", "What happened"),
    "received_at": pgettext_lazy("import", "Received"),
    "kind": pgettext_lazy("import", "Kind of matter"),
    "channel": pgettext_lazy("import", "Channel"),
    "category": pgettext_lazy("import", "Category"),
    "name": pgettext_lazy("import", "Customer's name"),
    "phone": pgettext_lazy("import", "Telephone"),
    "email": pgettext_lazy("import", "E-mail address"),
    "address": pgettext_lazy("import", "Address"),
    "customer_kind": pgettext_lazy("import", "Kind of customer"),
    "wish": pgettext_lazy("import", "What the customer wants"),
    "place": pgettext_lazy("import", "Place"),
    "department": pgettext_lazy("import", "Department"),
    "reply": pgettext_lazy("import", "Reply to the customer"),
    "replied_at": pgettext_lazy("import", "Replied"),
    "ended_at": pgettext_lazy("import", "Ended"),
    "result": pgettext_lazy("import", "Result"),
}
ENCODINGS = (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030 (GBK)"), ("big5", "Big5"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252"))
DELIMITERS = ((",", _("comma")), ("\t", _("tab")), (";", _("semicolon")), ("|", _("vertical bar")))
SEPARATORS = (("", _("one label in a cell")), (";", ";"), ("；", "；"), (",", ","), ("，", "，"), ("、", "、"), ("|", "|"), ("/", "/"), (" ", _("space")))
ZONES = (
    "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Tokyo", "UTC", "Europe/London", "Europe/Berlin", "America/New_York",
    "America/Chicago", "America/Los_Angeles", "Australia/Sydney",
)  # fmt: skip
STEPS = (_("File"), _("Columns"), _("Questions"), _("Preview"), pgettext_lazy("step", "Result"))
TONES = {"done": "good", "undone": "quiet", "dropped": "quiet", "running": "info", "looking": "info", "checking": "info", "undoing": "soon", "checked": "soon"}
