"""How a case is judged, and finds the department that takes it."""

from dataclasses import replace

from redress.accounts.models import Department, User
from redress.complaints.facts import facts_of
from redress.complaints.operations.work import Asked
from redress.demo.player import HOUR, Player, Wait
from redress.demo.scenes.receiving import write_record
from redress.flows import handling
from redress.flows.receiving import register_inside


def assess(player: Player) -> None:
    """The first judgement, on every axis of the pack."""
    fields = player.text.assessment(player.policy)
    axes = _axes(player, {**player.case.fields, **fields})
    player.do("assess", category=player.plan.story.category, axes=axes, fields=fields, mood=player.case.mood)


def _axes(player: Player, fields: dict[str, object]) -> dict[str, str]:
    player.case.fields = fields
    facts = facts_of(player.case, player.policy, at=player.at)
    told = {axis: ruling.value for axis, ruling in player.policy.suggest_axes(facts).items()}
    return {axis.id: told.get(axis.id) or axis.options[0].id for axis in player.policy.pack.axes}


def talk(player: Player, what: str) -> Wait:
    """What is said meanwhile: a promised call, messages, remarks."""
    channel = player.case.channel
    if what in player.plan.extras:
        player.do("promise-call-back", due_at=player.at + player.wait(3, 26) + HOUR, about=player.word("call_about"))
        player.rest("call-back")
        yield from call(player)
    if "talk" in player.plan.extras:
        player.do("hear", text=player.word("chase"), channel=channel)
        yield player.wait(0.2, 3)
        player.do("tell", text=player.word("progress"), channel=channel)
    if "note" in player.plan.extras:
        player.do("note", text=player.word("note"))


def call(player: Player) -> Wait:
    """The customer is called, where somebody promised it or has to tell something."""
    yield player.wait(1, 6)
    for promised in player.case.call_backs.filter(made_at=None):
        player.do("make-call-back", call_back=promised.pk, outcome=player.word("call_outcome"))


def merge(player: Player) -> Wait:
    """The customer calls a second time about the same matter; that case is merged into the first."""
    twin = write_record(player, player.case.kind, player.case.channel, player.case.store, None)
    clerk = player.cast.by_id[player.case.first_contact_id]
    kept = player.case
    player.case = register_inside(
        replace(twin, customer=kept.customer), by=player.cast.actor(clerk), at=player.at, finish=False, first_contact=clerk, repeat_of=kept
    )
    yield player.wait(0.2, 2)
    player.do("merge", other=kept)
    player.rest("merge")
    player.case = kept


def _lead(player: Player) -> tuple[Department, list[Asked]]:
    route = handling.suggested_route(player.case, player.policy, at=player.at)
    assisting = [player.cast.departments[code] for code in route.assist if code != route.lead][:2]
    return player.cast.departments[route.lead], [Asked(department=place, asked=player.word("assist")) for place in assisting]


def assign(player: Player) -> Wait:
    """The lead department is named, and takes it or gives it back."""
    yield player.wait(0.2, 3)
    lead, assisting = _lead(player)
    player.do("assign", lead=lead, assisting=assisting, asked=player.word("asked"))
    player.rest("assign")
    for turn in range(player.plan.returns):
        yield player.wait(0.5, 3)
        part = player.case.parts.get(lead=True, state="offered")
        player.do("return", player.cast.worker(player.case), part=part.pk, reason=player.word("return"))
        if turn == player.plan.returns - 1:
            player.rest("return")
        yield player.wait(0.3, 3)
        if handling.needs_arbiter(player.case):
            player.do("arbitrate", lead=lead, reason=player.word("arbitrate"))
            break
        player.do("assign", lead=lead, asked=player.word("asked"))
    yield player.wait(0.3, 4)
    yield from _accept(player)


def _accept(player: Player) -> Wait:
    part = player.case.parts.filter(lead=True, state="offered").first()
    if part is not None:
        player.do("accept", player.cast.worker(player.case), part=part.pk)
    player.rest("accept")
    for part in player.case.parts.filter(lead=False, state="offered").select_related("department"):
        yield player.wait(0.3, 3)
        helper = _helper(player, part.department)
        player.do("accept", helper, part=part.pk)
        yield player.wait(2, 12)
        player.do("finish-part", helper, part=part.pk, finding=player.word("part_done"))
    if "hand-over" in player.plan.extras and player.case.handler_id:
        handler = player.cast.by_id[player.case.handler_id]
        mates = [user for user in player.cast.users if user.department_id == handler.department_id and user != handler]
        if mates:
            player.do("hand-over", handler, person=mates[0], reason=player.word("hand_over"))


def _helper(player: Player, department: Department) -> User:
    staff = [user.pk for user in player.cast.users if user.department.path.startswith(department.path)]
    return player.cast.able("accept", player.case, staff)


def again(player: Player) -> Wait:
    """A reopened case goes to its department once more."""
    yield player.wait(1, 6)
    lead, _assisting = _lead(player)
    player.do("assign", lead=lead, asked=player.word("asked"))
    yield player.wait(0.3, 3)
    yield from _accept(player)
