"""Letters on paper, read by Tesseract: what stands beside the scan, what is never read, and what happens to broken and huge files."""

import shutil
import struct
import subprocess
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from redress.accounts.models import User
from redress.complaints.models import Case, Evidence
from redress.intake.models import Reading
from redress.intake.scans.reading import read_letters
from redress.intake.scans.recognising import languages, tidy
from redress.jobs.tasks import read_scans
from tests.house import House

pytestmark = pytest.mark.django_db
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LETTER = ("尊敬的经理：", "我于三月二日购买的冰箱不制冷，", "维修人员两次没有按时上门。", "请贵公司尽快派人处理。", "Order No. 4711 fridge")
needs_tesseract = pytest.mark.skipif(
    not FONT.exists() or shutil.which("tesseract") is None or "chi_sim" not in subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout,
    reason="Tesseract with chi_sim, and a Chinese font",
)


def as_(user: User) -> Client:
    client = Client()
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(User.objects.get(pk=user.pk))
    return client


def sheet(*lines: str) -> Image.Image:
    picture = Image.new("L", (1400, 180 + 90 * len(lines)), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 48, index=2)
    for place, line in enumerate(lines):
        draw.text((80, 80 + 90 * place), line, "black", font)
    return picture


def file(name: str, kind: str, *pages: Image.Image) -> SimpleUploadedFile:
    kept = BytesIO()
    pages[0].save(kept, kind, **({"save_all": True, "append_images": pages[1:]} if len(pages) > 1 else {}))
    return SimpleUploadedFile(name, kept.getvalue())


def registered(client: Client, *scans: Any, account: str = "来信一封，见扫描件") -> Case:
    given = {"kind": "complaint", "channel": "letter", "name": "欧阳小满", "account": account, "customer_kind": "customer", "customer_tier": "ordinary", "finish": "later"}
    made = client.post("/register/", given | {"received_at": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}", "scans": list(scans)})
    assert made.status_code == 302, made.context["form"].errors
    return Case.objects.latest("pk")


def alike(found: str, line: str) -> float:
    """The share of the pairs of characters of a line that were recognised."""
    pairs = {line[at : at + 2] for at in range(len(line) - 1)}
    return sum(pair in found for pair in pairs) / len(pairs)


@needs_tesseract
@pytest.mark.parametrize(("name", "kind"), [("来信.jpg", "JPEG"), ("来信.pdf", "PDF")], ids=["jpeg", "pdf"])
def test_what_the_machine_read_stands_beside_the_scan_and_nowhere_else(org: House, name: str, kind: str) -> None:
    client = as_(org.user("clerk"))
    case = registered(client, file(name, kind, sheet(*LETTER)))
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "Waits to be read by machine" in page
    assert read_scans() == "1 read" and read_scans() == "0 read"
    read = Reading.objects.get()
    assert min(alike(read.text, line) for line in LETTER) >= 0.6 and "Order No" in read.text and 50 < read.sure <= 100
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "Read by machine, not checked" in page and f"{read.sure} % sure" in page and "hx-trigger=\"every 4s\"" not in page
    form = client.get(f"/cases/{case.number}/correct-record/").content.decode()
    assert "data-take-after=\"account\"" in form and "派人处理" in form
    case.refresh_from_db()
    assert case.account == "来信一封，见扫描件" and f"/cases/{case.number}/" not in client.get("/search/?q=派人处理").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM intake_reading")
        assert "派人" not in cursor.fetchone()[0]


@needs_tesseract
def test_every_page_is_read_once_whatever_case_the_file_lies_in(org: House) -> None:
    client = as_(org.user("clerk"))
    pages = sheet("第一页反映冰箱问题"), sheet("第二页要求退货赔偿")
    cases = [registered(client, file(name, "TIFF", *pages)) for name in ("a.tif", "b.tif")]
    assert read_scans() == "1 read"
    read = Reading.objects.get()
    assert (read.pages, read.done) == (2, 2) and alike(read.text, "第一页反映冰箱问题") > 0.6 < alike(read.text, "第二页要求退货赔偿")
    assert all("Read by machine" in client.get(f"/cases/{case.number}/").content.decode() for case in cases)


@needs_tesseract
def test_a_reading_whose_worker_died_goes_on_with_the_page_in_hand_and_gives_up_after_the_second_death(org: House) -> None:
    client = as_(org.user("clerk"))
    registered(client, file("a.tif", "TIFF", sheet("第一页反映冰箱问题"), sheet("第二页要求退货赔偿")))
    now, sha256 = timezone.now(), Evidence.objects.get().sha256
    lost = Reading.objects.create(sha256=sha256, text="读过的第一页", weight=6, confidence=90, pages=2, done=1, tries=1, moved_at=now)
    assert read_scans() == "0 read"  # somebody may be at it still
    Reading.objects.filter(pk=lost.pk).update(moved_at=now - timedelta(minutes=6))
    assert read_scans() == "1 read"
    lost.refresh_from_db()
    assert lost.text.startswith("读过的第一页\n\n") and alike(lost.text, "第二页要求退货赔偿") > 0.6
    Reading.objects.filter(pk=lost.pk).update(ended_at=None, done=1, tries=2, moved_at=now - timedelta(minutes=6))
    assert read_scans() == "1 read" and Reading.objects.get().trouble == "too-slow"


def bomb() -> bytes:
    """A PNG of 100 bytes and more that claims 900 million pixels."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(bytes(30_001))) + chunk(b"IEND", b"")


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("来信.png", bomb(), "too large to be read by machine"), ("来信.png", b"\x89PNG\r\n\x1a\n" + b"broken" * 50, "cannot be read as a picture"),
        ("来信.pdf", b"%PDF-1.7\nbroken", "cannot be read as a picture"),
    ], ids=["bomb", "picture", "pdf"],
)  # fmt: skip
def test_a_broken_or_huge_file_is_told_of_and_the_next_one_is_read(org: House, name: str, content: bytes, said: str) -> None:
    client = as_(org.user("clerk"))
    case = registered(client, SimpleUploadedFile(name, content), file("gut.png", "PNG", sheet("冰箱不制冷")))
    assert read_scans() == "2 read"
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert said in page and "Read by machine, not checked" in page


@needs_tesseract
def test_words_that_a_pdf_carries_are_taken_as_they_are(org: House) -> None:
    text = b"BT /F1 24 Tf 60 700 Td (This letter carries its own words.) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]  # fmt: skip
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (number, part) for number, part in enumerate(parts, 1)) + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"
    client = as_(org.user("clerk"))
    case = registered(client, SimpleUploadedFile("letter.pdf", body))
    read_scans()
    assert Reading.objects.get().text == "This letter carries its own words."
    assert "text carried by the PDF" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_program_that_does_not_come_to_an_end_is_killed(org: House, settings: Any, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text('#!/bin/sh\n[ "$1" = --list-langs ] && { echo List; echo chi_sim; exit; }\nexec sleep 600\n', "utf-8")
    slow.chmod(0o700)
    settings.ENV = settings.ENV.model_copy(update={"tesseract": str(slow)})
    client = as_(org.user("clerk"))
    case = registered(client, SimpleUploadedFile("来信.png", _blank()))
    assert read_letters(now=timezone.now, until=timezone.now() + timedelta(minutes=1), seconds=0.5) == 1
    assert "took too long" in client.get(f"/cases/{case.number}/").content.decode()


def _blank() -> bytes:
    kept = BytesIO()
    Image.new("L", (200, 100), "white").save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize("named", ["off", "/nonexistent/tesseract"])
def test_without_the_program_letters_are_registered_as_ever_and_no_word_is_said_of_it(org: House, settings: Any, named: str) -> None:
    settings.ENV = settings.ENV.model_copy(update={"tesseract": named})
    client = as_(org.user("clerk"))
    case = registered(client, SimpleUploadedFile("来信.png", _blank()))
    assert languages() == frozenset() and read_scans() == "0 read" and not Reading.objects.exists()
    for page in (f"/cases/{case.number}/", f"/cases/{case.number}/correct-record/"):
        assert "machine" not in client.get(page).content.decode()
    assert client.get(f"/cases/{case.number}/evidence/{case.evidence.get().pk}/reading/").status_code == 404


def test_who_may_not_see_the_case_sees_neither_scan_nor_words(org: House, stranger: User) -> None:
    client = as_(org.user("clerk"))
    case = registered(client, SimpleUploadedFile("来信.png", _blank()))
    kept = case.evidence.get()
    Reading.objects.create(sha256=kept.sha256, text="读到的话", weight=4, confidence=90, pages=1, done=1, moved_at=timezone.now(), ended_at=timezone.now())
    for part in ("reading", "picture"):
        address = f"/cases/{case.number}/evidence/{kept.pk}/{part}/"
        assert client.get(address).status_code == 200 and as_(stranger).get(address).status_code == 404
    assert client.get(f"/cases/{case.number}/evidence/{kept.pk}/picture/")["Content-Type"] == "image/png"


def test_only_blanks_between_chinese_characters_go() -> None:
    assert tidy("我 于 三 月 购 买 ， 编号 AB 12 的 iPhone 15 坏 了 。") == "我于三月购买，编号 AB 12 的 iPhone 15 坏了。"
    assert tidy("附件 : 发票 复印件") == "附件:发票复印件"
    assert tidy("please call back soon") == "please call back soon"
