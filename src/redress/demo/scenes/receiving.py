"""How a complaint is received, and its record completed and confirmed."""

from datetime import timedelta

from redress.accounts.models import Department
from redress.complaints.facts import facts_of
from redress.complaints.models import Case
from redress.complaints.operations.receipt import Record
from redress.demo.people import invented_name
from redress.demo.player import Player, Wait
from redress.demo.things import SIGNATURE, note_file, picture_file
from redress.flows.receiving import register_inside


def receive(player: Player) -> Wait:
    """The customer comes, and the case is registered."""
    story, policy = player.plan.story, player.policy
    kind = policy.kind(story.kind or policy.pack.kinds[0].id)
    store = player.text.store(player.cast.stores)
    subject = [player.chance.choice(player.cast.holders(story.subject_role))] if story.subject_role else []
    clerk = player.cast.receiver(player.chance, confidential=kind.confidential, store=store)
    channel = policy.channel(player.text.channel(policy.pack))
    if player.plan.halt == "receive":
        channel = next(one for one in policy.pack.channels if one.direct)
    repeat = _earlier(player, kind.id)
    record = write_record(player, kind.id, channel.id, store, repeat)
    late = timedelta() if channel.direct else player.wait(0.2, 1.5)
    if late:
        yield late
    missing = "late-record" in player.plan.extras and channel.direct
    if missing:
        record = player.text.unfinished(record)
    player.case = register_inside(
        record, by=player.cast.actor(clerk), at=player.at, finish=False, first_contact=clerk, received_at=player.plan.received_at,
        subjects=[user for user in subject if user.pk != clerk.pk], let_in=[], repeat_of=repeat,
        reception_ended=player.at if channel.direct else None,
    )  # fmt: skip
    player.rest("receive")


def _earlier(player: Player, kind: str) -> Case | None:
    """An earlier case of the same matter, which this one repeats."""
    if player.plan.number % 17 or not player.plan.number or player.policy.kind(kind).confidential:
        return None
    same = Case.objects.filter(category=player.plan.story.category, guarded=False, kind=kind).exclude(customer__kind="anonymous")
    return same.select_related("customer").order_by("-id").first()


def write_record(player: Player, kind: str, channel: str, store: Department | None, repeat: Case | None) -> Record:
    """What the customer tells."""
    text, story = player.text, player.plan.story
    party = story.customer_kind or player.policy.pack.customer_kinds[0].id
    language = player.policy.pack.language
    name = repeat.customer.name if repeat else text.name(party, invented_name(player.plan.number * 3 + 1200, language))
    contact = dict(repeat.customer.contact) if repeat else text.contact(party)
    return Record(
        kind=kind, channel=channel, title=text.title, account=text.account, wish=text(story.wish), name=name,
        contact=contact, customer_kind=party, customer_tier=text.tier(player.policy.pack), customer=repeat.customer if repeat else None,
        category=story.category, occurred_at=player.plan.received_at - player.wait(2, 70), place=text.place(store),
        mood=story.mood or player.chance.choice(player.policy.pack.moods).id, store=store, fields=text.fields(player.policy, player.at),
    )  # fmt: skip


def record(player: Player) -> Wait:
    """What is missing is added, evidence kept, and the customer confirms the record."""
    if player.case.completed_at is None:
        yield timedelta(minutes=player.chance.randrange(4, 25))
        player.do("correct-record", changes={"place": player.text.place(player.case.store)}, fields=player.text.fields(player.policy, player.at))
    if "evidence" in player.plan.extras:
        _evidence(player)
    facts = facts_of(player.case, player.policy, at=player.at)
    if player.policy.needs_record_confirmation(facts) or player.chance.random() < 0.4:
        yield timedelta(minutes=player.chance.randrange(3, 50))
        way = player.chance.choice(player.policy.pack.record.ways).id
        if player.chance.random() < 0.06:
            player.do("confirm-record", way=way, agreed=False, correction=player.word("chase"), signature=SIGNATURE)
            yield timedelta(minutes=20)
        player.do("confirm-record", way=way, agreed=True, signature=SIGNATURE)


def _evidence(player: Player) -> None:
    number, words = f"{player.plan.number:04}", player.text(player.plan.story.evidence or player.plan.story.title)
    upload = picture_file(number, words) if player.plan.number % 2 else note_file(number, f"{words}\n{player.case.account}\n")
    player.do("evidence", title=words, source=player.case.channel, upload=upload)
