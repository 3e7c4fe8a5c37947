"""The answer on its way: it is always at the hands of somebody who may act."""

import pytest
from django.test import Client

from redress.accounts.models import Department, User
from redress.complaints.people import People
from redress.complaints.states import Stage
from tests.house import Walk, complaint, organisation

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_waits_for_the_first_contact_where_the_named_person_has_no_right_here(client: Client) -> None:
    """The store manager of another store, say: nobody would ever see that the answer waits."""
    house = organisation("mall")
    centre = Department.objects.get(code="service-centre")  # no store manager stands above this desk
    walk = Walk(house, complaint(house, category="service", store=centre))
    walk.to(Stage.DECIDED)
    walk.step("draft-answer")
    answer = walk.case.answers.get()
    walk.case.answers.update(path=["role:store-manager"])
    answer.refresh_from_db()
    managers = {user.pk for user in house.people["store-manager"]}

    here = People(walk.at).holding(answer, walk.case)

    assert here == [walk.case.first_contact_id]
    assert managers.isdisjoint(here)
    client.force_login(User.objects.get(pk=here[0]))
    assert walk.case.first_contact.name in client.get(f"/cases/{walk.case.number}/").content.decode()
    assert f"/cases/{walk.case.number}/give-answer/" in client.get("/").content.decode(), "it stands on that person's home"
    walk.answer()
    assert walk.case.stage == Stage.ANSWERED
