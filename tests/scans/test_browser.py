"""Words read by machine appear while the page is open, and go behind what was typed, once."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.intake import letters
from redress.intake.models import Reading
from tests.browsing import demo_pages, faults
from tests.house import House, record

__all__ = ["demo_pages"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def letter(org: House) -> Case:
    picture, at = BytesIO(), timezone.now()
    Image.new("L", (400, 300), "white").save(picture, "PNG")
    given = record(org, channel="letter", account="来信一封", occurred_at=None)
    return letters.write_record(letters.Paper([SimpleUploadedFile("来信.png", picture.getvalue())]), given, by=org.actor("clerk", at), at=at, finish=False, received_at=at - timedelta(hours=1))


def test_recognised_words_appear_and_are_taken_over_behind_what_was_typed(org: House, page: Page, settings: Any, tmp_path: Path) -> None:
    case, clerk = letter(org), org.user("clerk")
    kept, now = case.evidence.get(), timezone.now()
    reading = Reading.objects.create(sha256=kept.sha256, pages=2, done=1, text="冰箱不制冷", weight=5, confidence=71, moved_at=now)
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho List\necho chi_sim\n", "utf-8")
    program.chmod(0o700)
    settings.ENV = settings.ENV.model_copy(update={"tesseract": str(program)})
    User.objects.filter(pk=clerk.pk).update(language="en")
    page.goto(f"/sign-in/?next=/cases/{case.number}/correct-record/")
    page.locator(f"button[value={clerk.username}]").click()
    expect(page.get_by_text("1 of 2 pages")).to_be_visible()
    Reading.objects.filter(pk=reading.pk).update(ended_at=now, done=2)
    take = page.get_by_role("button", name="Take over into the account")
    expect(take).to_be_visible(timeout=10_000)
    expect(page.get_by_text("only 71 % sure")).to_be_visible()
    account = page.get_by_label("What happened")
    account.fill("来信一封，我打的字")
    take.click()
    take.click()
    assert account.input_value() == "来信一封，我打的字\n\n冰箱不制冷"
    assert page.locator(".scan-picture img").evaluate("image => image.naturalWidth") == 400 and faults(page) == []
    page.get_by_role("button", name="Complete or correct the record").click()
    page.wait_for_url(f"**/cases/{case.number}/")
    case.refresh_from_db()
    assert case.account.splitlines() == ["来信一封，我打的字", "", "冰箱不制冷"]
