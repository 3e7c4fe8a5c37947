"""How a case ends: decided, answered, judged by the customer, closed and filed."""

from datetime import timedelta

from django.db.models import Q

from redress.complaints.models import Case
from redress.demo.player import Player, Wait


def answer(player: Player, round_: int) -> Wait:
    """Decided, drafted, passed along the path and given."""
    yield player.wait(0.5, 8)
    story = player.plan.story
    player.do(
        "decide", player.cast.decider(player.case), justified=story.upheld != "not_upheld", solution=player.text(story.solution),
        reasons=player.text(story.finding), correction=player.text(story.cause),
    )  # fmt: skip
    player.rest("decide")
    yield player.wait(0.2, 4)
    words = player.book.words["round_two" if round_ else "answer"]
    player.do("draft-answer", player.cast.worker(player.case), text=player.text.answer(str(words)))
    player.rest("draft-answer")
    answer = player.case.answers.get(round=player.case.round)
    for _station in answer.path[:-1]:
        yield player.wait(0.2, 3)
        player.do("pass-answer", player.cast.station(player.case, answer, player.at))
        answer.step += 1
        player.rest("pass-answer")
    yield player.wait(0.2, 4)
    way = player.case.channel
    player.do("give-answer", player.cast.station(player.case, answer, player.at), way=way)
    player.rest("give-answer")


def verdict(player: Player, *, bad: bool) -> Wait:
    """The customer is asked."""
    rule = player.policy.pack.satisfaction
    way = player.chance.choice(rule.ways).id
    if player.chance.random() < 0.12:
        player.do("verdict", way=way, reached=False)
        yield player.wait(3, 20)
    low = [mark.value for mark in rule.scale if mark.value < rule.satisfied_from]
    high = [mark.value for mark in rule.scale if mark.value >= rule.satisfied_from]
    words = player.text(player.plan.story.unhappy) if bad else player.word("happy")
    player.do("verdict", way=way, reached=True, score=player.chance.choice(low if bad else high), words=words)
    if not bad:
        player.rest("verdict")


def close(player: Player) -> None:
    """Closed with its result, linked to what is like it."""
    if "link" in player.plan.extras:
        near = Case.objects.filter(category=player.case.category, guarded=False).exclude(Q(pk=player.case.pk) | Q(stage="archived"))
        other = near.order_by("-id").first()
        if other is not None and not player.case.guarded:
            player.do("link", other=other, reason=player.word("link"))
    if "slip" in player.plan.extras:
        player.do("slip", text=player.word("slip"), channel=player.case.channel)
        slip = player.case.slips.filter(answered_at=None).first()
        if slip is not None and player.chance.random() < 0.7:
            player.do("answer-slip", slip=slip.pk, answer=player.word("slip_answer"))
    player.text.sign_if_paid(player)
    upheld = {"upheld": "settled", "partly": "partly-settled", "not_upheld": "explained"}[player.plan.story.upheld]
    results = [result.id for result in player.policy.pack.results]
    player.do("close", result=upheld if upheld in results else results[0])


def end(player: Player, how: str) -> None:
    """Withdrawn, or no complaint after all."""
    pack = player.policy.pack
    if how == "withdraw":
        player.do("withdraw", reason=player.chance.choice(pack.withdrawal_reasons).id, words=player.word("withdraw"))
    else:
        player.do("dismiss", reason=pack.dismissal_reasons[0].id, words=player.word("dismiss"))
    player.rest(how)


def archive(player: Player) -> Wait:
    """On the last afternoon of the month, with the others, and what was merged into it as well."""
    local = player.at.astimezone(player.policy.pack.zone)
    last = (local.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    yield max(last.replace(hour=16, minute=player.plan.number % 60) - local, timedelta(minutes=10))
    for twin in [player.case, *player.case.absorbed.all()]:
        player.case = twin
        player.do("archive")
