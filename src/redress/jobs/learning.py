"""Learning from closed cases in the background."""

from django.utils import timezone

from redress.learning.models import Training
from redress.learning.operations import learn


def run(pk: int) -> None:
    """Do the training ``pk``, once; one that is over stays as it is."""
    training = Training.objects.get(pk=pk)
    if training.ended_at is None:
        learn(training, end=timezone.now)
