"""Several people at one case, and a server that dies: one wins, nothing accepted is lost, nothing is told twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.serving import Client, site

pytestmark = pytest.mark.processes

TO_CLOSING = """
from tests.house import *
from redress.policies.models import PolicyVersion
from redress.policies.store import policy_of
version = PolicyVersion.objects.get(); people = {}
for user in User.objects.select_related("department").order_by("pk"):
    people.setdefault(user.username.rsplit("-", 1)[0] if user.username[-1].isdigit() else user.username, []).append(user)
house = House(version, policy_of(version.pk), people, [u for users in people.values() for u in users])
case = Walk(house, complaint(house)).to(Stage.CONFIRMED)
print(case.number, house.policy.pack.results[0].id)
"""


def close(client: Client, number: str, result: str, page: str) -> tuple[int, str]:
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    return client.post(f"/cases/{number}/close/", {"result": result, "seen": seen[1]}, token_from=page)


def test_of_eight_clients_closing_one_case_one_wins_and_seven_are_told_politely(tmp_path: Path) -> None:
    with site(tmp_path) as place:
        number, result = place.python(TO_CLOSING).split()
        place.start()
        clients = [place.client("supervisor") for _n in range(8)]
        pages = [client.get(f"/cases/{number}/close/")[1] for client in clients]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda pair: close(pair[0], number, result, pair[1]), zip(clients, pages, strict=True)))
        refused = [text for status, text in answers if status == 409]
        assert sorted(status for status, _text in answers) == [200] + [409] * 7
        assert all('role="alert"' in text for text in refused)
        assert all(f'value="{result}" selected' in text for text in refused), "what was chosen must still be there"
        closed = place.python(
            f"from redress.complaints.models import Case; c = Case.objects.get(number={number!r});"
            "print(c.stage, c.entries.filter(kind='case.closed').count())"
        )
        assert closed == "closed 1"


def test_a_server_killed_while_registering_loses_nothing_that_was_accepted(tmp_path: Path) -> None:
    with site(tmp_path) as place:
        place.start()
        page = place.client("clerk-1").get("/register/")[1]
        accepted: list[str] = []

        def register_until_death(number: int) -> None:
            client = place.client(f"clerk-{number % 3 + 1}")
            page = client.get("/register/")[1]
            for turn in range(40):
                data = {
                    "kind": "complaint", "channel": "email", "name": f"顾客{number}-{turn}", "phone": f"139{number:02}{turn:06}",
                    "account": "送来的货少了一件。", "title": "少一件", "customer_kind": "customer", "customer_tier": "ordinary", "finish": "later",
                }  # fmt: skip
                try:
                    status, text = client.post("/register/", data, token_from=page)
                except OSError:
                    return
                found = re.search(r"TS\d{8}-\d{4}", text)
                if status == 200 and found:
                    accepted.append(found[0])
                if len(accepted) >= 12:
                    place.kill()
                    return

        assert "register" in page
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(register_until_death, range(4)))
        report = place.python(
            "from redress.complaints.models import Case\nfrom redress.complaints.queries import broken\n"
            "cases = list(Case.objects.all())\n"
            "print(','.join(case.number for case in cases)); print(sum(broken(case) is not None for case in cases))\n"
            "print(sum(case.entries.count() != case.entry_count for case in cases), len({c.number for c in cases}) == len(cases))"
        )
        kept, bad, rest = report.splitlines()
        assert set(accepted) <= set(kept.split(","))
        assert len(accepted) >= 12
        assert bad == "0"
        assert rest == "0 True"
