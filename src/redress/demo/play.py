"""One case of the demo from receipt to archive, as a script that says when it wants to go on."""

from redress.complaints.states import Stage
from redress.demo.player import Halt, Player, Wait
from redress.demo.scenes import ending, finding, receiving, sending


def play(player: Player) -> Wait:
    """Play a case as its plan says; yields the time until its next act, and rests where the plan halts."""
    try:
        yield from _script(player)
    except Halt:
        return


def _script(player: Player) -> Wait:
    plan = player.plan
    yield from receiving.receive(player)
    player.rest("register")
    yield from receiving.record(player)
    player.rest("confirm-record")
    if plan.ending == "dismiss":
        yield player.wait(1, 6)
        ending.end(player, "dismiss")
        yield from ending.archive(player)
        return
    yield player.wait(0.1, 3)
    sending.assess(player)
    player.rest("assess")
    yield from sending.talk(player, "call-back")
    if plan.ending == "merge":
        yield from sending.merge(player)
    if not _settled_at_once(player):
        yield from sending.assign(player)
    yield from _rounds(player)
    if player.case.stage == Stage.CONFIRMED:
        yield player.wait(0.5, 5)
        ending.close(player)
        player.rest("close")
    yield from ending.archive(player)


def _settled_at_once(player: Player) -> bool:
    plan = player.plan
    return plan.story.simple and not plan.returns and plan.halt not in ("assign", "return", "accept", "plan")


def _rounds(player: Player) -> Wait:
    plan = player.plan
    for round_ in range(plan.bad_rounds + 1):
        if player.case.stage == Stage.REOPENED:
            yield from sending.again(player)
        yield from finding.investigate(player, round_)
        yield from ending.answer(player, round_)
        yield player.wait(3, 40)
        if plan.ending == "withdraw" and not round_:
            ending.end(player, "withdraw")
            return
        yield from ending.verdict(player, bad=round_ < plan.bad_rounds)
        if player.case.stage == Stage.CONFIRMED:
            break
        player.rest("dissatisfied")
