"""Reading versions for pages and the command line."""

from redress.kernel.actor import Actor
from redress.policies.models import PolicyVersion, PolicyVersionQuerySet


def versions(actor: Actor, pack: str | None = None) -> PolicyVersionQuerySet:
    """The versions that ``actor`` may read, newest first; drafts only for those who edit or publish."""
    found = PolicyVersion.objects.defer("source", "content").order_by("pack", "-number", "-edited_at")
    if pack is not None:
        found = found.filter(pack=pack)
    if actor.id is None or actor.holds("policy.edit") or actor.holds("policy.publish"):
        return found
    return found.exclude(state="draft") if actor.holds("policy.read") else found.none()


def version_for(actor: Actor, pk: int) -> PolicyVersion:
    """One version with its text. Raises ``PolicyVersion.DoesNotExist`` for what the actor may not read."""
    return versions(actor).defer(None).get(pk=pk)


def open_draft(pack: str) -> PolicyVersion | None:
    """The draft of a pack that is being written, if any."""
    return PolicyVersion.objects.drafts().filter(pack=pack).order_by("-edited_at").first()
