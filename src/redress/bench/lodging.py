"""The portal under load: its pages, and complaints lodged by customers from as many addresses."""

import re
from functools import partial
from html import unescape
from time import perf_counter, sleep
from zlib import crc32

from redress.bench.client import Client
from redress.bench.measuring import Figure, page, side_by_side, summed_up

FORM = {
    "kind": "complaint", "category": "", "account": "洗衣机通电不转，重新插电也一样，请尽快派人来看。", "wish": "上门维修", "place": "家中",
    "agreed": "on",
}  # fmt: skip
_BEGUN = re.compile(rb'name="begun" value="([^"]+)"')
QUICK_SECONDS = 3.2
"""The portal takes a form sent back sooner for a machine's; the bench opens its forms first, and waits."""


def portal(port: int, rounds: int, clients: int) -> list[Figure]:
    """The start page, the form, and the page of a case; then ``rounds // 2`` complaints by each of ``clients`` at once.

    A time of lodging is that from sending the form to the receipt with number and key. Raises RuntimeError when anything is refused.
    """
    visitor = Client(port, "198.51.100.1")
    figures = [page(visitor, "portal, start", "/help/", rounds), page(visitor, "portal, form", "/help/lodge/", rounds)]
    number = _lodge(visitor, _forms(visitor, 1)[0], "压测 0", wait=True)
    figures.append(page(visitor, "portal, a case", f"/help/case/{number}/", rounds))
    return [*figures, _many(port, clients, max(5, rounds // 2))]


def _forms(client: Client, count: int) -> list[str]:
    """The sealed beginnings of so many forms."""
    found = []
    for _turn in range(count):
        begun = _BEGUN.search(client.get("/help/lodge/").body)
        if begun is None:
            raise RuntimeError("the portal shows no form")
        found.append(unescape(begun[1].decode()))
    return found


def _lodge(client: Client, begun: str, name: str, *, wait: bool = False) -> str:
    if wait:
        sleep(QUICK_SECONDS)
    sent = client.post("/help/lodge/", {**FORM, "begun": begun, "name": name, "phone": f"1390{crc32(name.encode()) % 10**7:07}"})
    if sent.status != 302:
        raise RuntimeError(f"lodging answered {sent.status}")
    if client.get(sent.place).status != 200:
        raise RuntimeError("no receipt")
    return sent.place.rstrip("/").split("/")[-2]


def _many(port: int, clients: int, each: int) -> Figure:
    """Complaints by several clients at once; each address sends no more than the portal takes without a question."""
    times: list[float] = []
    waiting = [
        [(client, begun) for turn in range((each + 4) // 5) for client in [Client(port, f"203.0.{place}.{turn + 1}")] for begun in _forms(client, 5)]
        for place in range(clients)
    ]
    sleep(QUICK_SECONDS)

    def work(place: int) -> None:
        for turn, (client, begun) in enumerate(waiting[place]):
            begun_at = perf_counter()
            _lodge(client, begun, f"压测 {place}-{turn}")
            times.append((perf_counter() - begun_at) * 1000)

    took = side_by_side([partial(work, place) for place in range(clients)])
    if len(times) != sum(len(one) for one in waiting):
        raise RuntimeError("a complaint was refused")
    return summed_up(f"lodge to receipt, {clients} clients", times, rate=round(len(times) / took, 1))
