"""Forms of talk: the customer's thread, notes, call-backs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.web.casefile.actforms import ActForm, shown
from redress.web.casefile.packforms import LocalDateTime, Words, choices, mail_warning, text_area


class Said(ActForm):
    """Base: a line of the thread."""

    takes_seen = False
    channel = forms.ChoiceField(label=_("Channel"))
    text = Words(label=_("Text"), max_length=100_000, widget=text_area(4))

    def prepare(self) -> None:
        self.offer("channel", choices(self.policy.pack.channels, blank=False))
        self.initial.setdefault("channel", self.case.channel)


@shown("tell", _("Tell the customer"), "message", "talk", help=_("The customer sees this. What is said by e-mail or in the customer's chat leaves from here."))
class Tell(Said):
    """Said to the customer."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["channel"].help_text = mail_warning(self.case.customer)


@shown("hear", _("Note what the customer said"), "message", "talk", help=_("The customer sees this."))
class Hear(Said):
    """Heard from the customer."""


@shown("note", _("Internal note"), "notebook", "talk", help=_("Never shown to the customer."))
class Note(ActForm):
    """An internal remark."""

    takes_seen = False
    text = Words(label=_("Note"), max_length=100_000, widget=text_area(3))


@shown("promise-call-back", _("Promise a call-back"), "phone-call", "talk")
class PromiseCallBack(ActForm):
    """When and about what."""

    takes_seen = False
    due_at = LocalDateTime(label=_("Call back by"))
    about = Words(label=_("What the call is about"), max_length=300)


@shown("make-call-back", _("Enter a call-back made"), "phone-outgoing", "talk")
class MakeCallBack(ActForm):
    """What was said."""

    takes_seen = False
    call_back = forms.TypedChoiceField(label=_("Call-back"), coerce=int)
    outcome = Words(label=_("What was said"), widget=text_area(3))

    def prepare(self) -> None:
        self.offer("call_back", [(call.pk, call.about) for call in self.case.call_backs.all() if not call.made_at])
