"""Forms of related cases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from redress.complaints.models import Case
from redress.web.casefile.actforms import ActForm, shown
from redress.web.casefile.packforms import Words, category_choices, text_area


class OtherCase(ActForm):
    """Base: another case by its number; one that the actor may not see is not found."""

    other = Words(label=_("Number of the other case"), max_length=40)

    def clean_other(self) -> Case:
        found = Case.objects.visible_to(self.actor).filter(number=self.cleaned_data["other"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_("There is no case of this number. Check it and try again."))
        return found


@shown("merge", _("Merge into another case"), "arrow-merge", "relate", help=_("Handling goes on there; the history stays here."))
class Merge(OtherCase):
    """Of the same customer."""


@shown("join-batch", _("Join a batch"), "stack-2", "relate", help=_("Many customers, one matter: name the leading case."))
class JoinBatch(OtherCase):
    """Of a master."""


@shown("link", _("Link with another case"), "link", "relate")
class Link(OtherCase):
    """And why."""

    takes_seen = False
    reason = Words(label=_("What they have to do with each other"), max_length=200)


@shown("split", _("Split off a matter"), "arrows-split", "relate", help=_("A case of its own with its own number and clocks."))
class Split(ActForm):
    """What carries on separately."""

    title = Words(label=_("Short title"), max_length=200)
    account = Words(label=_("What happened"), widget=text_area(4))
    category = forms.ChoiceField(label=_("About"), required=False)

    def prepare(self) -> None:
        self.offer("category", category_choices(self.policy, self.case.kind))
