"""A long reading in the background: the chains verified, or a draft of a policy tried over past cases."""

import logging

from django.utils import timezone

from redress.insight.inquiries import run as read
from redress.ledger.models import Inquiry

log = logging.getLogger(__name__)


def run(pk: int) -> None:
    """Do the reading ``pk``, once; a reading that is over stays as it is."""
    inquiry = Inquiry.objects.get(pk=pk)
    if inquiry.ended_at is None:
        read(inquiry, at=timezone.now(), end=timezone.now)
