"""The demo organisations, small: every pack plays, twice the same, and everything in it is real."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest

from redress.accounts.models import User
from redress.cli.parser import PACKS
from redress.complaints.models import Case, CaseEntry
from redress.deadlines.models import Clock
from redress.demo.building import build
from redress.demo.filling import Filling
from redress.demo.people import invented_name
from redress.demo.plot import plans
from redress.demo.texts import book
from redress.insight.verify import verify
from redress.ledger.models import OutboxMessage
from redress.policies.reader import shipped_policy

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("pack", PACKS)
def test_every_story_fits_its_pack(pack: str) -> None:
    policy = shipped_policy(pack)
    stories = book(pack, policy.pack.language).stories
    assert len(stories) >= 12
    fields = {item.id for item in policy.pack.fields}
    for story in stories:
        assert policy.category_path(story.category)
        assert policy.kind(story.kind or policy.pack.kinds[0].id)
        assert not story.channel or policy.channel(story.channel)
        assert set(story.fields) | set(story.facts) <= fields
        assert not story.customer_kind or story.customer_kind in {kind.id for kind in policy.pack.customer_kinds}


def test_names_are_invented_and_differ() -> None:
    assert len({invented_name(number) for number in range(2000)}) > 1900
    assert len({invented_name(number, "zh-Hant") for number in range(2000)}) > 1400


@pytest.mark.django_db
@pytest.mark.parametrize("pack", PACKS)
def test_a_small_demo_has_every_kind_of_case_and_whole_chains(pack: str) -> None:
    build(pack, now=NOW, cases=24)
    assert Case.objects.count() >= 24
    assert Case.objects.filter(stage="archived").exists()
    assert Case.objects.open().count() >= 8
    assert Clock.objects.filter(state="running").exists()
    assert verify().whole
    assert set(Case.objects.values_list("stage", flat=True)) >= {"registered", "assessed", "assigned", "decided", "answered", "confirmed", "closed"}
    assert not OutboxMessage.objects.exists()
    assert not Case.objects.filter(received_at__gt=NOW).exists()
    assert not CaseEntry.objects.filter(at__gt=NOW).exists()
    assert all(user.email.endswith("@example.com") for user in User.objects.all())


def test_a_year_has_its_rhythm_and_no_matter_sounds_like_the_one_before() -> None:
    policy = shipped_policy("enterprise")
    zone = policy.pack.zone
    for pack in PACKS:
        language = shipped_policy(pack).pack.language
        made = plans(book(pack, language), pack, zone, now=NOW, cases=400)
        local = [plan.received_at.astimezone(zone) for plan in made if not plan.halt]
        assert len({(moment.year, moment.month) for moment in local}) >= 12
        assert all(8 <= moment.hour <= 20 for moment in local)
        days = Counter(moment.weekday() for moment in local)
        assert sum(days[day] for day in range(5)) / 5 > (days[5] + days[6]) / 2
        assert [plan.received_at for plan in made] == sorted(plan.received_at for plan in made)
        titles = [Filling(plan, book(pack, language), Random(1)).title for plan in made[-40:]]
        assert max(Counter(titles).values()) <= 3 and len(set(titles)) >= 30, pack


@pytest.mark.django_db
def test_the_same_moment_gives_the_same_demo() -> None:
    from django.db import transaction

    told = []
    for _turn in range(2):
        point = transaction.savepoint()
        from redress.policies.store import policy_of

        policy_of.cache_clear()
        build("mall", now=NOW, cases=22)
        told.append([(case.number, case.stage, case.title, case.account) for case in Case.objects.order_by("number")])
        transaction.savepoint_rollback(point)
    assert told[0] == told[1]
    assert max(Counter(number for number, *_rest in told[0]).values()) == 1
