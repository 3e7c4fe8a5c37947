"""Situations from the organisations' own rules and what each pack decides in them."""

from datetime import date

import pytest

from redress.kernel.acts import ACTS
from redress.policies.reader import shipped_codes, shipped_policy

PRODUCT = {"kind": "complaint", "channel": "hotline", "categories": ["malfunction"]}


def judged(code: str, facts: dict) -> tuple[str, str, str, str]:
    """Grade, response, tier and lead department, decided in the order in which a clerk gets them."""
    policy = shipped_policy(code)
    known = dict(facts)
    for axis, ruling in policy.suggest_axes(known).items():
        known.setdefault(axis.replace("-", "_"), ruling.value)
    known["grade"] = policy.decide_grade(known).value
    known["response"] = policy.response(known).value
    known["tier"] = policy.tier(known).value
    return known["grade"], known["response"], known["tier"], policy.route(known).lead


TABLE = [
    # A3: simple at once, complex passed up
    ("enterprise", {**PRODUCT, "on_the_spot": True}, ("simple", "normal", "front-line", "quality")),
    ("enterprise", {**PRODUCT, "loss": 300}, ("general", "normal", "department", "quality")),
    ("enterprise", {**PRODUCT, "loss": 9999}, ("general", "normal", "department", "quality")),
    ("enterprise", {**PRODUCT, "loss": 10000}, ("major", "priority", "director", "quality")),
    ("enterprise", {**PRODUCT, "injury": True}, ("crisis", "urgent", "general-manager", "quality")),
    ("enterprise", {**PRODUCT, "categories": ["false-advertising"], "media": True}, ("crisis", "urgent", "general-manager", "public-relations")),
    ("enterprise", {**PRODUCT, "categories": ["missing-parts"]}, ("general", "normal", "department", "logistics")),
    ("enterprise", {**PRODUCT, "open_months": 1}, ("major", "priority", "director", "quality")),
    ("enterprise", {"kind": "wrongdoing", "categories": ["staff-misconduct"]}, ("general", "normal", "department", "hr")),
    # B6, B7
    ("weekly-review", {"kind": "customer", "categories": ["delay"], "on_the_spot": True}, ("ordinary", "normal", "desk", "transport")),
    ("weekly-review", {"kind": "customer", "categories": ["delay"], "times_raised": 2}, ("ordinary", "normal", "department", "transport")),
    ("weekly-review", {"kind": "customer", "categories": ["delay"], "times_raised": 3}, ("repeated", "fast", "department", "transport")),
    ("weekly-review", {"kind": "customer", "categories": ["damage"], "loss": 5000}, ("major", "fast", "chair", "claims")),
    ("weekly-review", {"kind": "third-party", "categories": ["slow-claim"]}, ("major", "fast", "chair", "claims")),
    ("weekly-review", {"kind": "customer", "categories": ["data-leak"]}, ("high-risk", "same-day", "chair", "it")),
    ("weekly-review", {"kind": "customer", "categories": ["attitude"]}, ("ordinary", "normal", "department", "delivery")),
    # C1.1: up a tier above one's authority, when another unit is needed, for principle and liability
    ("mall", {"kind": "complaint", "categories": ["attitude"], "store": "store-xinyi", "on_the_spot": True}, ("slight", "one-day", "front-line", "store-xinyi")),
    ("mall", {"kind": "complaint", "categories": ["attitude"], "store": "store-xinyi", "on_the_spot": True, "needs_other_unit": True}, ("ordinary", "one-day", "tier-one", "store-xinyi")),
    ("mall", {"kind": "complaint", "categories": ["return"], "store": "store-taichung", "demanded": 10000}, ("ordinary", "one-day", "tier-one", "store-taichung")),
    ("mall", {"kind": "complaint", "categories": ["return"], "store": "store-taichung", "demanded": 10001}, ("serious", "one-day", "tier-two", "operations")),
    ("mall", {"kind": "complaint", "categories": ["business-principle"]}, ("serious", "one-day", "tier-two", "operations")),
    ("mall", {"kind": "complaint", "categories": ["liability"]}, ("critical", "immediate", "tier-two", "legal")),
    ("mall", {"kind": "complaint", "categories": ["liability"], "demanded": 50001}, ("critical", "immediate", "special", "legal")),
    ("mall", {"kind": "vendor-complaint", "customer_kind": "vendor", "categories": ["counter-contract"]}, ("ordinary", "one-day", "tier-one", "leasing")),
    ("mall", {"kind": "complaint", "categories": ["lottery"]}, ("ordinary", "one-day", "tier-one", "planning")),
    # C2.2 and C2.3
    ("property-sales", {"kind": "complaint", "categories": ["parking"], "store": "lakeside"}, ("minor", "on-site", "supervisor", "lakeside")),
    ("property-sales", {"kind": "complaint", "categories": ["attitude"], "store": "lakeside"}, ("important", "managed", "sales-management", "sales-management")),
    ("property-sales", {"kind": "complaint", "categories": ["promise-broken"], "times_raised": 1}, ("important", "managed", "sales-management", "sales-management")),
    ("property-sales", {"kind": "complaint", "categories": ["promise-broken"], "times_raised": 2}, ("major", "escalated", "deputy-gm", "general-office")),
    ("property-sales", {"kind": "complaint", "categories": ["parking"], "injury": True}, ("minor", "on-site", "supervisor", "sales-management")),
    ("property-sales", {"kind": "complaint", "categories": ["parking"], "injury": True, "company_fault": True}, ("major", "escalated", "deputy-gm", "general-office")),
    ("property-sales", {"kind": "complaint", "categories": ["parking"], "store": "lakeside", "open_months": 1}, ("major", "escalated", "deputy-gm", "general-office")),
    ("property-sales", {"kind": "internal", "categories": ["supervisor-conduct"], "about": "supervisor"}, ("internal-complaint", "managed", "sales-management", "sales-management")),
    ("property-sales", {"kind": "complaint", "categories": ["parking"], "about": "clerk"}, ("important", "managed", "sales-management", "sales-management")),
    ("property-sales", {"kind": "complaint", "categories": ["attitude"], "about": "project-manager"}, ("important", "managed", "deputy-gm", "general-office")),
    # D3
    ("service-standard", {"kind": "complaint", "categories": ["booking"], "on_the_spot": True}, ("minor", "ordinary", "agent", "platform")),
    ("service-standard", {"kind": "complaint", "categories": ["cleaning-quality"], "loss": 100, "on_the_spot": True}, ("moderate", "general", "department", "housekeeping")),
    ("service-standard", {"kind": "complaint", "categories": ["cleaning-quality"], "loss": 100, "on_the_spot": False}, ("moderate", "important", "department", "housekeeping")),
    ("service-standard", {"kind": "complaint", "categories": ["moving-damage"], "media": True}, ("serious", "urgent", "director", "moving")),
    ("service-standard", {"kind": "complaint", "categories": ["safety"], "injury": True}, ("serious", "urgent", "director", "legal")),
    # E5, E6
    ("utility-hall", {"kind": "enquiry", "categories": ["tariff"], "on_the_spot": True}, ("slight", "on-the-spot", "counter", "billing")),
    ("utility-hall", {"kind": "complaint", "categories": ["attitude"], "store": "hall-east"}, ("ordinary", "work-order", "hall", "hall-east")),
    ("utility-hall", {"kind": "complaint", "categories": ["high-bill"]}, ("ordinary", "work-order", "department", "billing")),
    ("utility-hall", {"kind": "complaint", "categories": ["high-bill"], "mood": "furious"}, ("important", "work-order", "department", "billing")),
    ("utility-hall", {"kind": "complaint", "categories": ["safety"]}, ("serious", "at-once", "leader", "operations")),
    ("utility-hall", {"kind": "report", "categories": ["bribery"]}, ("serious", "at-once", "leader", "discipline")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "facts", "expected"), TABLE)
def test_what_the_pack_decides(code, facts, expected):
    assert judged(code, facts) == expected


@pytest.mark.parametrize("code", shipped_codes())
def test_somebody_holds_every_act_and_the_administrator_of_people_decides_no_case(code):
    roles = shipped_policy(code).pack.roles
    assert set().union(*(role.acts for role in roles)) == set(ACTS)
    admin = next(role for role in roles if role.code == "admin")
    assert not {act for act in admin.acts if act.startswith(("case.decide", "case.close", "customer."))}


def test_a_ruling_keeps_the_rule_the_facts_it_looked_at_and_the_reason():
    ruling = shipped_policy("property-sales").decide_grade({"kind": "complaint", "categories": ["contract-breach"], "times_raised": 2})
    assert (ruling.value, ruling.rule, ruling.cites) == ("major", "grades.major", ("C2.2",))
    assert ruling.facts == {
        "internal": False, "categories": ["promise", "contract-breach"], "times_raised": 2, "company_fault": False,
        "injury": False, "loss": 0, "open_months": 0,
    }  # fmt: skip
    assert "一个月" in ruling.because["zh-Hans"]
    assert ruling.as_json()["expression"].startswith("!internal")


def test_facts_of_another_type_or_name_are_refused():
    policy = shipped_policy("enterprise")
    for wrong in ({"loss": "100"}, {"injury": 1}, {"no_such_fact": 1}, {"loss": True}):
        with pytest.raises(ValueError):
            policy.decide_grade(wrong)


def test_a_small_department_authority_sends_the_same_grade_higher():
    tier = shipped_policy("enterprise").tier
    assert tier({"grade": "general", "demanded": 10000}).value == "department"
    assert tier({"grade": "general", "demanded": 10001}).value == "director"
    assert tier({"grade": "general", "demanded": 50001}).value == "general-manager"


@pytest.mark.parametrize(
    ("code", "facts", "answers", "path"),
    [
        ("enterprise", {}, "first-contact", ("lead-department", "first-contact")),  # A7
        ("enterprise", {"grade": "crisis"}, "role:manager", ("lead-department", "role:manager")),
        ("property-sales", {"grade": "minor"}, "role:supervisor", ("lead-department", "role:supervisor")),  # C2.3
        ("property-sales", {"grade": "important"}, "role:sales-manager", ("lead-department", "role:sales-manager")),
        ("property-sales", {"grade": "major"}, "role:manager", ("lead-department", "role:manager")),
        ("utility-hall", {"kind": "report"}, "role:report-officer", ("role:report-officer",)),
        ("mall", {"tier": "tier-one", "store": "store-xinyi", "categories": ["purchase"]}, "role:store-manager", ("lead-department", "role:store-manager")),
    ],
)
def test_who_answers_the_customer(code, facts, answers, path):
    found = shipped_policy(code).answerer(facts)
    assert (found.answers, found.path) == (answers, path)


def started(code: str, event: str, **facts: object) -> dict[str, str]:
    return {clock.id: clock.within for clock in shipped_policy(code).clocks_on(event, facts)}


def test_the_response_level_sets_the_time_for_the_answer():  # D3
    for level, within in (("urgent", "24 h"), ("general", "48 h"), ("important", "72 h")):
        clocks = started("service-standard", "registered", kind="complaint", response=level)
        assert clocks[f"answer-{level}"] == within
        assert len([name for name in clocks if name.startswith("answer-")]) == 1
        assert clocks["analysed"] == "48 h"
    assert started("service-standard", "received")["registered"] == "24 h"


def test_the_ten_minutes_run_from_the_end_of_the_reception_round_the_clock():  # E7
    policy = shipped_policy("utility-hall")
    clocks = {clock.id: clock for clock in policy.clocks_on("reception.ended", {"kind": "complaint"})}
    assert set(clocks) == {"form-complete", "back-office"}
    assert clocks["form-complete"].within == "10 min"
    assert clocks["form-complete"].until == ("record.completed",)
    assert policy.calendar("round-the-clock").country == "none"
    assert set(started("utility-hall", "reception.ended", kind="enquiry")) == {"form-complete"}


def test_corrections_take_seven_working_days_and_complex_ones_fifteen():  # B9
    assert started("weekly-review", "decided", difficulty="simple")["correction-simple"] == "7 working days"
    assert started("weekly-review", "decided", difficulty="complex") == {"correction-complex": "15 working days"}


def test_the_mall_answers_within_a_day_and_files_before_the_fifth():  # C1.3, C1.8
    assert started("mall", "received", kind="complaint")["one-day"] == "1 day"
    assert started("mall", "closed", kind="complaint")["monthly-report"] == "before day 5 of next month"


@pytest.mark.parametrize("code", ["enterprise", "property-sales"])
def test_a_month_without_settlement_judges_the_grade_anew(code):  # C2.2
    month = next(clock for clock in shipped_policy(code).clock_rules if clock.id == "one-month")
    assert month.within == "1 month"
    assert [step.at for step in month.escalate if step.regrade] == ["100%"]


def test_a_repeat_makes_a_slip_in_the_hall_and_a_linked_case_elsewhere():  # E5
    assert {code: shipped_policy(code).pack.repeat.action for code in shipped_codes()} == {
        "enterprise": "link", "mall": "link", "property-sales": "link", "service-standard": "link", "utility-hall": "slip", "weekly-review": "link",
    }  # fmt: skip


def test_reports_of_wrongdoing_are_confidential_and_internal_complaints_internal():  # E1, C2.2
    report = shipped_policy("utility-hall").kind("report")
    assert report.confidential and "report-officer" in report.named_roles
    assert shipped_policy("property-sales").kind("internal").internal


def test_a_case_may_close_only_when_nothing_is_open():
    policy = shipped_policy("enterprise")
    ready = {"answered": True, "satisfied": True, "result": "settled"}
    assert policy.may_close(ready) == []
    objections = {
        "points_open": (1, "points-found"), "parts_open": (1, "parts-finished"), "plan_steps_open": (2, "plan-done"),
        "callbacks_open": (1, "call-backs-made"), "answered": (False, "answered"), "satisfied": (False, "satisfied-or-exhausted"),
        "result": ("", "result-named"),
    }  # fmt: skip
    for fact, (value, code) in objections.items():
        assert [objection.code for objection in policy.may_close({**ready, fact: value})] == [code]
    assert policy.may_close({**ready, "satisfied": False, "exhausted": True}) == []
    major = {**ready, "justified": True, "grade": "major"}
    assert [objection.code for objection in policy.may_close(major)] == ["correction-recorded"]


def test_every_complaint_of_the_sales_centre_needs_a_correction():  # C2.5
    policy = shipped_policy("property-sales")
    assert policy.needs_correction({"grade": "minor"})
    assert "correction-recorded" in [o.code for o in policy.may_close({"answered": True, "satisfied": True, "result": "settled"})]


def test_vouchers_need_the_signature_of_the_recipient():  # C1.4
    policy = shipped_policy("mall")
    paid = {"answered": True, "satisfied": True, "result": "settled", "compensation": 500}
    assert [o.code for o in policy.may_close(paid)] == ["recipient-signed"]
    assert policy.may_close({**paid, "signature": True}) == []


def test_what_must_be_filled_when():
    policy = shipped_policy("enterprise")
    assert policy.required_fields("registered", {"channel": "hotline"}) == ["name", "phone", "subject", "account"]
    assert policy.required_fields("registered", {"channel": "email"}) == ["name", "subject", "account"]
    assert policy.required_fields("registered", {"channel": "hotline", "customer_kind": "anonymous"}) == ["subject", "account"]
    assert policy.required_fields("assessed", {"categories": ["malfunction"]}) == ["product-model"]
    assert policy.required_axes("assessed") == ["content", "source", "form", "severity", "scope", "difficulty", "handling"]  # D2
    assert policy.needs_record_confirmation({"channel": "hotline"}) and not policy.needs_record_confirmation({"channel": "letter"})  # A2


def test_guidance_follows_the_situation_and_the_mood():  # E3
    policy = shipped_policy("utility-hall")

    def shown(**facts: object) -> set[str]:
        return {entry.id for entry in policy.guidance_for(facts)}

    assert shown() == {"always"}
    assert shown(mood="furious", channel="hall") == {"always", "angry-customer", "out-of-control", "quiet-room"}
    assert "reporter" in shown(kind="report") and "high-bill" in shown(categories=["meter-accuracy"])


def test_numbers_follow_the_pattern_and_start_anew_in_their_series():
    hall, mall = shipped_policy("utility-hall"), shipped_policy("mall")
    assert hall.number(date(2026, 2, 3), "complaint", 7) == "T20260203-0007"
    assert hall.number_series(date(2026, 2, 3), "complaint") != hall.number_series(date(2026, 2, 3), "report")
    assert mall.number(date(2026, 12, 31), "vendor-complaint", 12) == "CS202612-0012"
    assert mall.number_series(date(2026, 12, 1), "complaint") == mall.number_series(date(2026, 12, 31), "complaint")
    assert mall.number_series(date(2026, 12, 31), "complaint") != mall.number_series(date(2027, 1, 1), "complaint")


def test_alerts_name_who_is_told_at_once():  # E2, E6
    policy = shipped_policy("utility-hall")
    assert [alert.id for alert in policy.alerts_on("registered", {"kind": "complaint", "channel": "hall"})] == ["hall-complaint"]
    assert policy.alerts_on("registered", {"kind": "complaint", "channel": "hotline"}) == ()


def test_retention():  # A9, C1.9
    assert shipped_policy("mall").retention({}).value == "ordinary"
    assert shipped_policy("mall").pack.retention[-1].years == 2
    assert shipped_policy("enterprise").retention({"grade": "crisis"}).value == "crisis-files"
