"""Acts on policy versions. A draft keeps whatever was typed; only what passes the reader whole is ever published."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redress.accounts.rules import require
from redress.kernel.actor import Actor
from redress.kernel.errors import IllegalMove, Invalid, Stale
from redress.ledger.operations import journal
from redress.policies.events import PolicyDraftBegun, PolicyDraftDropped, PolicyPublished, PolicyRetired
from redress.policies.models import PolicyState, PolicyVersion
from redress.policies.policy import Policy
from redress.policies.reader import read_pack, shipped_policy, shipped_source
from redress.policies.tree import PackError

STREAM = "policies"


@transaction.atomic
def install(code: str, *, by: Actor, at: datetime) -> PolicyVersion:
    """Publish the pack ``code`` that comes with the product, valid from the day it names.

    Installing what is installed already, unchanged, gives the version that is there. Raises ``Invalid`` for an unknown
    code or a broken file.
    """
    require(by, "policy.publish")
    try:
        policy = shipped_policy(code)
    except KeyError:
        raise Invalid("unknown-pack", format_lazy(_("There is no pack “{code}”."), code=code)) from None
    except PackError as refused:
        raise _refused(refused) from None
    there = PolicyVersion.objects.published().filter(pack=code, digest=policy.digest).first()
    if there is not None:
        return there
    draft = PolicyVersion.objects.create(
        pack=code, source=shipped_source(code) or "", edited_by=by.name, edited_at=at, digest=policy.digest, content=policy.content
    )
    return _publish(draft, policy, valid_from=_midnight(policy), note="", by=by, at=at)


@transaction.atomic
def start_draft(pack: str, *, by: Actor, at: datetime, based_on: PolicyVersion | None = None) -> PolicyVersion:
    """Begin a new version of ``pack`` from ``based_on``, or from its newest published version.

    Raises ``IllegalMove`` when a draft is open already and ``Invalid`` when nothing is there to begin from.
    """
    require(by, "policy.edit")
    if PolicyVersion.objects.drafts().filter(pack=pack).exists():
        raise IllegalMove("draft-open", _("A draft of this policy is open already. Go on with it, or throw it away first."))
    base = based_on or PolicyVersion.objects.published().filter(pack=pack).order_by("-number").first()
    if base is None:
        raise Invalid("nothing-to-begin-from", _("There is no published version to begin from."))
    draft = PolicyVersion.objects.create(
        pack=pack, source=base.source, content=base.content, digest=base.digest, based_on=base, edited_by=by.name, edited_at=at
    )
    journal(STREAM, PolicyDraftBegun(pack, str(base)), by=by, at=at)
    return draft


@transaction.atomic
def save_draft(draft: PolicyVersion, *, source: str, by: Actor, at: datetime, seen: int | None = None) -> PolicyVersion:
    """Keep ``source`` in the draft, valid or not; what is wrong with it is kept beside it.

    ``seen`` is the revision that the writer's page showed. Raises ``Stale`` when somebody saved in between.
    """
    require(by, "policy.edit")
    source = source.replace("\x00", "").replace("\r\n", "\n")
    policy, errors = check(source, draft.pack)
    _change(
        draft, seen, source=source, errors=errors, edited_by=by.name, edited_at=at,
        content=policy.content if policy else {}, digest=policy.digest if policy else "",
    )  # fmt: skip
    return draft


@transaction.atomic
def publish(draft: PolicyVersion, *, by: Actor, at: datetime, note: str = "", seen: int | None = None) -> PolicyVersion:
    """Give the draft its number and let it hold for new cases from the day it names, at the earliest from now.

    The text is read anew; with any error the whole is refused and the running version stays. Raises ``Invalid`` with the
    errors, ``IllegalMove`` for what is no draft or says nothing new, ``Stale`` for a draft changed in between.
    """
    require(by, "policy.publish")
    if draft.state != PolicyState.DRAFT:
        raise IllegalMove("not-a-draft", _("Only a draft can be published."))
    policy, errors = check(draft.source, draft.pack)
    if policy is None:
        raise Invalid("policy-refused", _("The policy has errors and was refused whole; the running version stays."), {"source": errors})
    newest = PolicyVersion.objects.published().filter(pack=draft.pack).order_by("-number").first()
    if newest and newest.digest == policy.digest:
        raise IllegalMove("nothing-new", _("This draft says the same as the version that is published."))
    _change(draft, seen, content=policy.content, digest=policy.digest, errors=[])
    return _publish(draft, policy, valid_from=max(_midnight(policy), at), note=note, by=by, at=at)


@transaction.atomic
def drop_draft(draft: PolicyVersion, *, by: Actor, at: datetime) -> None:
    """Throw a draft away. Raises ``IllegalMove`` for a published version."""
    require(by, "policy.edit")
    if not PolicyVersion.objects.drafts().filter(pk=draft.pk).exists():
        raise IllegalMove("not-a-draft", _("Only a draft can be thrown away."))
    draft.delete()
    journal(STREAM, PolicyDraftDropped(draft.pack), by=by, at=at)


@transaction.atomic
def retire(version: PolicyVersion, *, by: Actor, at: datetime) -> PolicyVersion:
    """Take back a published version before it comes into force. Raises ``IllegalMove`` once it holds."""
    require(by, "policy.publish")
    if version.valid_from is None or version.valid_from <= at or not PolicyVersion.objects.retire(version.pk):
        raise IllegalMove("in-force", _("Only a version that is published but not yet in force can be taken back."))
    version.state = PolicyState.RETIRED
    journal(STREAM, PolicyRetired(version.pack, version.number or 0), by=by, at=at)
    return version


def check(source: str, pack: str) -> tuple[Policy | None, list[dict[str, object]]]:
    """What the reader makes of ``source`` for ``pack``: the policy, or everything that is wrong (file, line, key, expected)."""
    name = f"{pack}.yaml"
    try:
        policy = read_pack(source, name)
    except PackError as refused:
        return None, errors_of(refused)
    if policy.code != pack:
        return None, [{"file": name, "line": 1, "key": "policy", "expected": str(format_lazy(_("the code {code}"), code=pack))}]
    return policy, []


def errors_of(refused: PackError) -> list[dict[str, object]]:
    """The problems of a refused pack as plain values, in the language of the moment."""
    return [
        {"file": problem.file, "line": problem.line, "key": problem.key, "expected": str(problem.expected)} for problem in refused.problems
    ]


def _refused(refused: PackError) -> Invalid:
    return Invalid(
        "policy-refused", _("The policy has errors and was refused whole; the running version stays."), {"source": errors_of(refused)}
    )


def _change(draft: PolicyVersion, seen: int | None, **changes: object) -> None:
    revision = draft.revision if seen is None else seen
    rows = PolicyVersion.objects.drafts().filter(pk=draft.pk, revision=revision).update(revision=F("revision") + 1, **changes)
    if not rows:
        raise Stale("draft-changed", _("Somebody saved this draft while you were writing. What you typed is still on the page."))
    draft.refresh_from_db()


def _publish(draft: PolicyVersion, policy: Policy, *, valid_from: datetime, note: str, by: Actor, at: datetime) -> PolicyVersion:
    last = PolicyVersion.objects.filter(pack=draft.pack).aggregate(last=Max("number"))["last"] or 0
    rows = PolicyVersion.objects.drafts().filter(pk=draft.pk, revision=draft.revision).update(
        state=PolicyState.PUBLISHED, number=last + 1, valid_from=valid_from, published_by=by.name, published_at=at, note=note[:300]
    )  # fmt: skip
    if not rows:
        raise Stale("draft-changed", _("Somebody saved this draft while you were writing. What you typed is still on the page."))
    draft.refresh_from_db()
    happened = PolicyPublished(draft.pack, last + 1, valid_from.isoformat(), policy.digest, note[:300])
    journal(STREAM, happened, by=by, at=at)
    return draft


def _midnight(policy: Policy) -> datetime:
    return datetime.combine(policy.pack.valid_from, time.min, tzinfo=policy.pack.zone)
