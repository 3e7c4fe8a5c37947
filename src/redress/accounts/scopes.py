"""What an access token may be good for. A scope opens a part of the interface; the owner's rights still decide on each row and act."""

from django.utils.translation import gettext_lazy as _

SCOPES: dict[str, object] = {
    "cases:read": _("read cases, their clocks and timelines"),
    "cases:write": _("register cases and act on them"),
    "talk": _("read and write the customer’s thread"),
    "evidence": _("read and add evidence"),
    "customers:read": _("read customers; contact data stay masked"),
    "policies:read": _("read the policy"),
    "hooks:manage": _("manage webhooks"),
    "calls:report": _("report calls of the hotline"),
}
