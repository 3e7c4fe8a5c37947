"""What words at the door point to."""

from django.utils.translation import gettext_noop
from pydantic import Field

from redress.policies.schema.base import CITES, Cite, Code, Named, Text, Words
from redress.policies.schema.handling import Tone


class Signal(Named):
    """Words in what the customer says that call for attention; they are shown with their reason and never act by themselves."""

    words: tuple[Words, ...] = Field(
        min_length=1,
        description=gettext_noop("Words that point to it, Chinese or Latin; simplified and traditional alike, an asterisk ends a stem: injur*."),
    )
    unless: tuple[Words, ...] = Field((), description=gettext_noop("Phrases that contain such a word and mean something else."))
    tone: Tone = Field("notice", description=gettext_noop("How loudly it is shown: calm, notice, warning or serious."))
    mood: Code | None = Field(None, description=gettext_noop("Mood of the customer that such words suggest."))
    says: Text = Field(description=gettext_noop("What to do about it, in a sentence."))
    cites: tuple[Cite, ...] = Field((), description=CITES)
