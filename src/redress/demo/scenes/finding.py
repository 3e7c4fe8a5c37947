"""How the facts are found: plan, points, third parties, and time that stops or is extended."""

from datetime import timedelta

from redress.accounts.models import User
from redress.complaints.facts import facts_of
from redress.deadlines.models import Clock
from redress.demo.player import HOUR, Player, Wait
from redress.demo.scenes.sending import call


def investigate(player: Player, round_: int) -> Wait:
    """From the plan to the finding."""
    yield player.wait(2, 20)
    worker = player.cast.worker(player.case)
    needs_plan = player.policy.needs_plan(facts_of(player.case, player.policy, at=player.at))
    if needs_plan or (not player.plan.story.simple and player.chance.random() < 0.4):
        due = player.at + player.wait(10, 60) + HOUR
        player.do("plan-step", worker, measure=player.text(player.plan.story.measure), person=worker, due_at=due)
        player.rest("plan")
        yield from _delay(player)
    if "third" in player.plan.extras and not round_:
        yield from _third(player, worker)
    if not round_ or player.chance.random() < 0.5:
        player.do("add-point", worker, text=player.text.title if not round_ else player.text(player.plan.story.unhappy))
    yield player.wait(2, 20)
    for point in player.case.points.filter(finding="open"):
        player.do("find-point", worker, point=point.pk, finding=player.plan.story.upheld, reason=player.text(player.plan.story.finding))
    for step in player.case.plan.filter(done_at=None, dropped=False):
        player.do("settle-step", worker, step=step.pk, done=True, outcome=player.word("step_done"))
    player.do("investigated", worker, summary=player.text(player.plan.story.finding))
    player.rest("investigated")


def _third(player: Player, worker: User) -> Wait:
    kinds = player.policy.pack.third_parties
    kind, name = player.plan.story.third or (kinds[0].id, kinds[0].title[player.policy.pack.language])
    player.do("third-party", worker, kind=kind, name=name, asked=player.word("third_asked"), due_at=player.at + timedelta(days=5))
    yield player.wait(10, 40)
    said = player.case.third_parties.get(said_at=None)
    player.do("third-party-says", worker, third_party=said.pk, said=player.word("third_said"))


def _delay(player: Player) -> Wait:
    """Time stops, or more time is asked for, on a clock that allows it."""
    rules = {rule.id for rule in player.policy.clock_rules if rule.pausable}
    clock = Clock.objects.filter(case=player.case, state="running", rule__in=rules, due_at__gt=player.at).order_by("due_at").first()
    if clock is None:
        return
    if "pause" in player.plan.extras:
        reason = player.policy.pack.pauses[0].id
        player.do("pause", clock=clock.pk, reason=reason, words=player.word("pause"))
        player.rest("pause")
        yield from call(player)
        yield player.wait(8, 40)
        paused = Clock.objects.filter(pk=clock.pk, state="paused").first()
        if paused is not None:
            player.do("resume", clock=paused.pk)
    elif "extend" in player.plan.extras:
        player.do("extend", clock=clock.pk, span=player.policy.pack.extensions.by, reason=player.word("extend"))
        yield player.wait(1, 6)
        asked = clock.extensions.filter(state="asked").first()
        if asked is not None:
            boss = _approver(player, asked.asked_by_id)
            player.do("decide-extension", boss, extension=asked.pk, grant=True, words="")
            yield from call(player)


def _approver(player: Player, asker: int) -> User:
    role = player.policy.pack.extensions.approver
    people = [user.pk for user in player.cast.holders(role) if user.pk != asker]
    return player.cast.able("decide-extension", player.case, people)
