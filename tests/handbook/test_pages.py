"""Policies on their pages: read, drafted, tried over past cases, published, compared."""

import pytest
from django.test import Client

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.jobs.inquiries import run
from redress.ledger.models import Inquiry
from redress.policies.models import PolicyVersion
from redress.policies.store import current_version
from redress.web.handbook import trying
from tests.house import NOON, House, complaint


@pytest.fixture
def draft(admin: Client) -> PolicyVersion:
    """A draft that an administrator began on the page."""
    assert admin.post("/handbook/draft/").status_code == 302
    return PolicyVersion.objects.drafts().get()


def write(client: Client, draft: PolicyVersion, source: str, seen: int | None = None) -> int:
    """Keep a text in the draft; the status of the answer."""
    draft.refresh_from_db()
    status = client.post(f"/handbook/draft/{draft.pk}/", {"source": source, "seen": draft.revision if seen is None else seen}).status_code
    draft.refresh_from_db()
    return status


def graver(source: str) -> str:
    """The text with a rule that makes every complaint a crisis."""
    return source.replace("when: injury || media", 'when: kind != "" || injury || media', 1)


@pytest.mark.parametrize("path", ["/handbook/", "/handbook/versions/", "/handbook/compare/"])
def test_whoever_may_read_reads_and_a_stranger_is_refused(org: House, client: Client, stranger: User, path: str) -> None:
    client.force_login(org.user("clerk"))
    assert client.get(path).status_code == 200
    client.force_login(stranger)
    assert client.get(path).status_code == 403
    client.logout()
    assert client.get(path).status_code == 302


def test_the_handbook_says_clauses_rules_and_facts_in_the_readers_language(org: House, admin: Client) -> None:
    page = admin.get("/handbook/").content.decode()
    assert "时限承诺" in page and 'class="book-cites">A13<' in page and 'id="facts"' in page
    assert "injury || media" in page.replace("&amp;", "&").replace("&#x27;", "'")
    admin.post("/language/", {"language": "en"})
    assert "Promises in time" in admin.get("/handbook/").content.decode()


def test_a_reader_neither_sees_drafts_nor_writes_one(org: House, admin: Client, draft: PolicyVersion) -> None:
    admin.force_login(org.user("clerk"))
    assert admin.get(f"/handbook/draft/{draft.pk}/").status_code == 404
    assert admin.post("/handbook/draft/").status_code == 403
    assert admin.post(f"/handbook/draft/{draft.pk}/", {"source": "x"}).status_code == 404
    for act in ("publish", "drop", "replay"):
        assert admin.post(f"/handbook/draft/{draft.pk}/{act}/").status_code == 403
    assert PolicyVersion.objects.drafts().get() == draft


def test_a_wrong_text_is_kept_with_its_errors_and_never_published(org: House, admin: Client, draft: PolicyVersion) -> None:
    running = current_version(NOON)
    wrong = draft.source + "\nsurprise: 1\n"
    line = wrong.split("\n").index("surprise: 1") + 1
    assert write(admin, draft, wrong) == 302
    assert draft.source == wrong
    page = admin.get(f"/handbook/draft/{draft.pk}/").content.decode()
    assert f'data-line="{line}">enterprise.yaml:{line}</a>' in page and "<code>surprise</code>" in page
    assert admin.post(f"/handbook/draft/{draft.pk}/publish/", {"seen": draft.revision}).status_code == 422
    draft.refresh_from_db()
    assert draft.state == "draft" and current_version(NOON) == running
    assert admin.post(f"/handbook/draft/{draft.pk}/replay/").status_code == 404


@pytest.mark.parametrize("text", ["", "😀", "a: [", "\u202e", "<script>alert(1)</script>", "王" * 100_000, "a\x00b"], ids=range(7))
def test_odd_text_is_kept_and_named_wrong(admin: Client, draft: PolicyVersion, text: str) -> None:
    assert write(admin, draft, text) == 302
    assert draft.errors
    page = admin.get(f"/handbook/draft/{draft.pk}/")
    assert page.status_code == 200 and "<script>alert" not in page.content.decode()


def test_a_text_saved_meanwhile_by_another_is_told_and_the_typing_stays(admin: Client, draft: PolicyVersion) -> None:
    assert write(admin, draft, draft.source + "\n# eins\n") == 302
    answer = admin.post(f"/handbook/draft/{draft.pk}/", {"source": "# zwei", "seen": draft.revision - 1})
    draft.refresh_from_db()
    assert answer.status_code == 409 and "# zwei" in answer.content.decode()
    assert draft.source.endswith("# eins\n")


def test_a_published_version_holds_for_new_cases_and_old_ones_keep_theirs(org: House, admin: Client, draft: PolicyVersion) -> None:
    old = complaint(org)
    assert write(admin, draft, graver(draft.source)) == 302
    assert admin.post(f"/handbook/draft/{draft.pk}/publish/", {"seen": draft.revision, "note": "从严"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.number, draft.note) == ("published", 2, "从严")
    assert current_version(draft.valid_from) == draft
    new = complaint(org, at=draft.valid_from)
    assert new.policy == draft and Case.objects.get(pk=old.pk).policy == org.version
    assert write(admin, draft, "x") == 404
    page = admin.get("/handbook/compare/").content.decode()
    assert "grades.crisis.when" in page


def test_a_draft_that_says_nothing_new_is_not_published(admin: Client, draft: PolicyVersion) -> None:
    assert admin.post(f"/handbook/draft/{draft.pk}/publish/", {"seen": draft.revision}).status_code == 409
    assert admin.post(f"/handbook/draft/{draft.pk}/drop/").status_code == 302
    assert not PolicyVersion.objects.drafts().exists()


def test_a_draft_is_tried_over_past_cases_and_changes_none(org: House, admin: Client, draft: PolicyVersion) -> None:
    case = complaint(org)
    before = (case.grade, case.entry_count)
    write(admin, draft, graver(draft.source))
    where = admin.post(f"/handbook/draft/{draft.pk}/replay/")["Location"]
    report = Inquiry.objects.get().report
    assert (report["total"], report["differing"]) == (1, 1)
    assert {row["what"] for row in report["listed"]} >= {"grade"}
    page = admin.get(where).content.decode()
    assert case.number in page and "危机级" in page and f'/cases/{case.number}/"' not in page
    Case.objects.filter(pk=case.pk).update(guarded=True)
    assert case.number not in admin.get(where).content.decode()
    case.refresh_from_db()
    assert (case.grade, case.entry_count) == before
    admin.force_login(org.user("clerk"))
    assert admin.get(where).status_code == 404


def test_many_cases_are_tried_in_the_background(
    org: House, admin: Client, draft: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint(org)
    queued: list[tuple[str, int]] = []
    monkeypatch.setattr(trying, "AT_ONCE", 0)
    monkeypatch.setattr(trying, "async_task", lambda name, pk: queued.append((name, pk)))
    where = admin.post(f"/handbook/draft/{draft.pk}/replay/")["Location"]
    assert 'hx-trigger="every 2s"' in admin.get(where).content.decode()
    [(name, pk)] = queued
    assert name == f"{run.__module__}.{run.__name__}"
    run(pk)
    assert Inquiry.objects.get(pk=pk).report["differing"] == 0
    assert 'hx-trigger="every 2s"' not in admin.get(where).content.decode()
