"""What platforms say when they refuse: what it means, what to do, and whether trying again can help.

The codes are those of the platforms' lists of return codes (“全局返回码”, “全局错误码”).
"""

from django.utils.translation import gettext_lazy as _

UNREACHABLE = 0
"""Stands for a platform that was not reached, or not understood."""
NEVER = frozenset({40003, 43004, 43019, 45015, 45047, 48001, 48002, 50002, 60011, 81013, 82001, 301002})
"""Trying the same again brings the same refusal: a person must do something."""

WORDS: dict[int, object] = {
    UNREACHABLE: _("The platform cannot be reached. Look at the network and the setting of its address."),
    -1: _("The platform is busy."),
    40001: _("Secret or access token are wrong. Copy the secret anew from the platform."),
    40003: _("The platform does not know this customer any more."),
    40013: _("The AppID or CorpID is wrong. Copy it anew from the platform."),
    40125: _("The secret is wrong. Copy it anew from the platform."),
    40164: _("The address of this server is not on the platform's IP white list. Enter it there."),
    42001: _("The access token ended and a new one was refused. Test the connection."),
    43004: _("The customer does not follow the account any more. Reach the customer another way."),
    43019: _("The customer is on the account's block list. Reach the customer another way."),
    45009: _("The account has used up its calls for today."),
    45015: _("The customer wrote more than 48 hours ago, so the platform delivers nothing. Reach the customer another way, or wait until the customer writes."),
    45047: _("The platform delivers only a few messages until the customer writes again. Reach the customer another way, or wait."),
    48001: _("The account has no right to this interface. Certify the account or switch the interface on at the platform."),
    48002: _("The customer does not take messages of the account. Reach the customer another way."),
    50002: _("The platform has limited this customer or the account. Look at its console."),
    60011: _("The app has no right to this person. Put the person into the app's visible range at WeCom."),
    60020: _("The address of this server is not on WeCom's list of trusted IPs. Enter it there."),
    81013: _("The app cannot reach this person. Put the person into its visible range at WeCom."),
    82001: _("The app cannot reach this person. Put the person into its visible range at WeCom."),
    301002: _("The AgentID is not the one of this secret. Copy both anew from WeCom."),
}  # fmt: skip


def code_in(trouble: str) -> int:
    """The errcode with which a note of trouble begins."""
    first = trouble.split(" ", 1)[0]
    return int(first) if first.lstrip("-").isdigit() else UNREACHABLE


def words(trouble: str) -> object:
    """What a note of trouble means and what to do; the platform's own words where the code is not known here."""
    code = code_in(trouble)
    return WORDS.get(code) or _("The platform refused it: %(said)s") % {"said": trouble}
