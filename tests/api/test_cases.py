"""Cases over the interface: rights, revisions, repeated requests, pages, refusals in three languages."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redress.accounts.models import Token, User
from redress.accounts.operations import revoke_token
from redress.accounts.queries import actor_for
from redress.complaints.models import Case
from tests.api.conftest import Program
from tests.house import NOON, House, complaint

pytestmark = pytest.mark.django_db
Make = Callable[..., Program]


def registered(asks: Program, record: dict[str, Any]) -> dict[str, Any]:
    answer = asks.post("/cases", record)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_a_complaint_is_registered_read_and_worked_on(program: Make, owner: User, org: House, record: dict[str, Any]) -> None:
    asks = program(owner)
    case = registered(asks, record)["case"]
    assert case["stage"] == "registered" and case["customer"]["name"] == "欧***" and "13900001234" not in str(case)

    shown = asks.get(f"/cases/{case['number']}")
    assert shown.json()["account"] == record["account"] and shown["ETag"] == f'"{case["revision"]}"'
    assert asks.get(f"/cases/{case['number']}", If_None_Match=shown["ETag"]).status_code == 304

    note = asks.post(f"/cases/{case['number']}/acts/note", {"text": "已致电 \x00 客户"})
    assert note.status_code == 200 and note.json()["revision"] == case["revision"] + 1
    clocks = asks.get(f"/cases/{case['number']}/clocks").json()
    assert clocks and all(clock["why"] and clock["steps"] for clock in clocks)
    kinds = [line["kind"] for line in asks.get(f"/cases/{case['number']}/entries").json()["items"]]
    assert kinds[0] == "case.noted" and "case.registered" in kinds


def test_who_may_not_see_a_case_does_not_find_it(program: Make, owner: User, colleague: User, stranger: User, org: House, record: dict[str, Any]) -> None:
    number = registered(program(owner), record)["number"]
    assert program(colleague).get(f"/cases/{number}").status_code == 200
    for path in (f"/cases/{number}", f"/cases/{number}/clocks", f"/cases/{number}/evidence", "/cases/nothing"):
        assert program(stranger).get(path).status_code == 404
    assert program(stranger).post(f"/cases/{number}/acts/note", {"text": "x"}).status_code == 404
    assert program(stranger).get("/cases").json()["items"] == [] and program(stranger).get("/people").status_code == 403
    assert program(stranger).post("/cases", record).json()["type"] == "urn:redress:problem:not-allowed"


def test_a_token_does_only_what_it_was_made_for(program: Make, owner: User, record: dict[str, Any]) -> None:
    number = registered(program(owner), record)["number"]
    reads = program(owner, "cases:read")
    assert reads.get(f"/cases/{number}").status_code == 200
    refused = reads.post(f"/cases/{number}/acts/note", {"text": "x"})
    assert refused.status_code == 403 and refused.json()["code"] == "scope" and "cases:write" in refused.json()["detail"]
    assert reads.get(f"/cases/{number}/messages").status_code == reads.get("/policies").status_code == 403
    assert program(owner, "talk").get(f"/cases/{number}/messages").json() == []


def test_a_token_ends_when_revoked_expired_or_its_owner_leaves(program: Make, owner: User, time_machine: Any) -> None:
    time_machine.move_to(datetime.now(UTC))
    asks = program(owner, "cases:read")
    assert asks.get("/token").json()["owner"] == owner.username
    time_machine.shift(31 * 86400)
    assert asks.get("/token").status_code == 401
    time_machine.shift(-31 * 86400)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert asks.get("/token").status_code == 401
    User.objects.filter(pk=owner.pk).update(is_active=True)
    token = Token.objects.get()
    assert asks.key not in (token.digest, token.prefix) and token.last_used_at
    revoke_token(token, by=actor_for(owner, NOON), at=NOON)
    ended = asks.get("/token")
    assert ended.status_code == 401 and ended["WWW-Authenticate"].startswith("Bearer") and ended["Content-Type"] == "application/problem+json"
    assert Program("nonsense").get("/token").status_code == Program("").get("/token").status_code == 401


def test_a_stale_revision_changes_nothing(program: Make, owner: User, org: House, record: dict[str, Any]) -> None:
    asks = program(owner)
    number = registered(asks, record)["number"]
    seen = asks.get(f"/cases/{number}")["ETag"]
    change = {"changes": {"title": "改过的标题"}, "fields": {}}
    missing = asks.post(f"/cases/{number}/acts/correct-record", change)
    assert missing.status_code == 428 and missing.json()["type"].endswith("revision-needed")
    asks.post(f"/cases/{number}/acts/note", {"text": "先到一步"})
    stale = asks.post(f"/cases/{number}/acts/correct-record", change, If_Match=seen)
    assert stale.status_code == 412 and Case.objects.get(number=number).title == "没有上门"
    fresh = asks.post(f"/cases/{number}/acts/correct-record", change, If_Match=asks.get(f"/cases/{number}")["ETag"])
    assert fresh.status_code == 200 and fresh.json()["case"]["title"] == "改过的标题"


def test_an_act_needs_what_its_form_needs(program: Make, owner: User, org: House, record: dict[str, Any]) -> None:
    asks = program(owner)
    number = registered(asks, record)["number"]
    for code, body, wrong in (
        ("hand-over", {"person": "", "reason": "休假"}, "person"), ("hand-over", {"person": "nobody", "reason": "休假"}, "person"),
        ("hand-over", {"person": owner.username, "reason": ""}, "reason"), ("tell", {"text": "您好", "channel": "nonsense"}, "channel"),
        ("correct-record", {"changes": {}, "fields": {"nonsense": 1}}, "fields.nonsense"), ("note", {"text": "x" * 100_001}, "text"),
        ("promise-call-back", {"due_at": 7, "about": "回电"}, "due_at"), ("note", [], "body"),
    ):  # fmt: skip
        refused = asks.post(f"/cases/{number}/acts/{code}", body, If_Match="*")
        assert refused.status_code == 422 and wrong in refused.json()["errors"], (code, refused.content.decode())
    early = asks.post(f"/cases/{number}/acts/close", {"result": org.policy.pack.results[0].id}, If_Match="*")
    assert early.status_code in (403, 409) and early.json()["detail"]


def test_evidence_goes_in_and_comes_out_with_its_digest(program: Make, owner: User, stranger: User, record: dict[str, Any]) -> None:
    asks = program(owner)
    number = registered(asks, record)["number"]
    content = "聊天记录".encode()
    named = {"Authorization": f"Bearer {asks.key}", "Idempotency-Key": "photo-1"}

    def send() -> Any:
        return asks.client.post(f"/api/v1/cases/{number}/evidence", {"title": "聊天记录", "file": SimpleUploadedFile("chat.txt", content)}, headers=named)

    first, again = send(), send()
    assert first.status_code == again.status_code == 201 and first.json()["sha256"] == sha256(content).hexdigest()
    (kept,) = asks.get(f"/cases/{number}/evidence").json()
    fetched = asks.get(f"/cases/{number}/evidence/{kept['id']}/file")
    assert b"".join(fetched.streaming_content) == content
    assert program(stranger).get(f"/cases/{number}/evidence/{kept['id']}/file").status_code == 404


def test_a_letter_is_registered_with_its_day_of_posting_and_its_scans(program: Make, owner: User, record: dict[str, Any]) -> None:
    api = program(owner)
    letter = record | {"channel": "letter", "posted_on": "2026-03-01"}
    made = api.post("/cases", letter)
    assert made.status_code == 201 and made.json()["case"]["posted_on"] == "2026-03-01", made.content
    number = made.json()["number"]
    scan = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 a scan", "application/pdf")
    kept = api.client.post(f"/api/v1/cases/{number}/evidence", {"source": "correspondence", "file": scan}, headers={"Authorization": f"Bearer {api.key}"})
    assert kept.status_code == 201 and kept.json()["mime"] == "application/pdf"
    late = api.post("/cases", letter | {"posted_on": "2999-01-01"})
    assert late.status_code == 422 and "posted_on" in late.json()["errors"]
    assert api.post("/cases", letter | {"posted_on": 3}).status_code == 422


def test_what_rarely_changes_can_be_read(program: Make, owner: User, org: House, record: dict[str, Any]) -> None:
    asks = program(owner)
    customer = registered(asks, record)["case"]["customer"]["number"]
    lists = asks.get("/reference").json()
    assert lists["lists"]["kinds"][0]["title"]["zh-Hans"] and lists["categories"] and lists["marks"]
    assert {one["username"] for one in asks.get("/people").json()} >= {owner.username}
    assert asks.get("/departments").json()[0]["within"] is None and asks.get("/policies").json()[0]["state"] == "published"
    assert asks.get("/policies/current").json()["policy"] == org.policy.code
    shown = asks.get(f"/customers/{customer}")
    if shown.status_code == 200:
        assert "欧阳" not in shown.content.decode() and asks.get("/customers?q=13900001234").json()[0]["number"] == customer
    else:
        assert shown.status_code == 403


def test_the_customers_key_is_in_the_answer_once(program: Make, owner: User, record: dict[str, Any]) -> None:
    asks = program(owner)
    number = registered(asks, record)["number"]
    given = asks.post(f"/cases/{number}/acts/give-key", {})
    assert given.status_code == 200 and given.json()["key"] and given.json()["key"] not in asks.get(f"/cases/{number}/entries").content.decode()


def test_a_repeated_request_is_done_once(program: Make, owner: User, record: dict[str, Any]) -> None:
    asks = program(owner)
    first = asks.post("/cases", record, Idempotency_Key="order-17")
    again = asks.post("/cases", record, Idempotency_Key="order-17")
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true" and again["ETag"] == first["ETag"] and Case.objects.count() == 1
    other = asks.post("/cases", {**record, "title": "另一件"}, Idempotency_Key="order-17")
    assert other.status_code == 422 and other.json()["type"].endswith("key-reused") and Case.objects.count() == 1
    assert asks.post("/cases", record, Idempotency_Key="order-18").status_code == 201 and Case.objects.count() == 2


def test_a_refusal_is_not_remembered(program: Make, owner: User, record: dict[str, Any]) -> None:
    asks = program(owner)
    assert asks.post("/cases", {**record, "account": ""}, Idempotency_Key="k").status_code == 422
    assert asks.post("/cases", record, Idempotency_Key="k").status_code == 201


def test_refusals_speak_the_language_asked_for(program: Make, owner: User, record: dict[str, Any]) -> None:
    asks = program(owner)
    wrong = {**record, "kind": "nonsense"}
    told = {code: asks.post("/cases", wrong, Accept_Language=code) for code in ("zh-CN", "zh-TW", "en-GB,en;q=0.8")}
    assert [answer["Content-Language"] for answer in told.values()] == ["zh-hans", "zh-hant", "en"]
    assert len({answer.json()["errors"]["kind"] for answer in told.values()}) == 3
    lacking = asks.post("/cases", {"kind": 7, "surprise": 1}, Accept_Language="en").json()
    assert lacking["status"] == 422 and set(lacking["errors"]) == {"kind", "channel", "account", "surprise"}
    assert asks.post("/cases", wrong, Accept_Language="fr").json()["title"] == told["zh-CN"].json()["title"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/cases/%00", 404), ("/cases?cursor=%21", 422), ("/cases?limit=0", 422), ("/cases?surprise=1", 422), ("/cases?text=%00", 200)],
)
def test_nonsense_is_answered_with_a_problem(program: Make, owner: User, path: str, status: int) -> None:
    answer = program(owner).get(path)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json" if status == 200 else "application/problem+json")


def test_a_body_that_is_no_json_and_a_wrong_method_are_problems(program: Make, owner: User) -> None:
    asks = program(owner)
    named = {"Authorization": f"Bearer {asks.key}"}
    assert asks.client.post("/api/v1/cases", "{", content_type="application/json", headers=named).status_code == 400
    assert asks.client.post("/api/v1/cases", '{"kind": "\\ud800"}', content_type="application/json", headers=named).status_code == 422
    assert asks.ask("DELETE", "/cases").json()["status"] == 405
    huge = asks.post("/cases", {"account": "长" * 5_000_000})
    assert huge.status_code in (400, 413) and huge["Content-Type"] == "application/problem+json"


def test_pages_by_cursor_neither_repeat_nor_hide(program: Make, owner: User, org: House) -> None:
    made = [complaint(org, by=owner).number for _ in range(5)]
    asks, found, after = program(owner), [], ""
    while True:
        answer = asks.get(f"/cases?limit=2&cursor={after}").json()
        found += [case["number"] for case in answer["items"]]
        if len(found) == 2:
            complaint(org, by=owner)  # comes in meanwhile
        after = answer["next"]
        if not after:
            break
    assert found == made[::-1]
    assert len(asks.get("/cases?which=open&stage=registered").json()["items"]) == 6
    assert asks.get("/cases?which=ended").json()["items"] == [] and asks.get("/cases?department=nowhere").status_code == 422


def test_the_limit_of_a_minute(program: Make, owner: User, settings: Any, time_machine: Any) -> None:
    time_machine.move_to("2026-03-04T04:00:30+00:00", tick=False)
    settings.ENV = settings.ENV.model_copy(update={"api_rate": 3})
    asks = program(owner, "cases:read")
    answers = [asks.get("/token") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit"] == '"minute";r=2;t=30' and answers[3]["Retry-After"] == "30"
    time_machine.shift(30)
    assert asks.get("/token").status_code == 200
