"""Builds the file of an export that was asked for on the page."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from redress.intake.whole.taking import make


class Command(BaseCommand):
    """``make_export NUMBER``: started by the worker."""

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, **given: Any) -> None:
        make(given["number"], now=timezone.now)
