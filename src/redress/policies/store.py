"""The policies that this organisation runs on: compiled once a process, found by version or by moment."""

from datetime import datetime
from functools import lru_cache

from redress.policies.models import PolicyVersion
from redress.policies.policy import Policy
from redress.policies.reader import policy_of_content


@lru_cache(maxsize=32)
def policy_of(version_id: int) -> Policy:
    """The policy of a published (or retired) version. Raises ``PolicyVersion.DoesNotExist`` for a draft or an unknown id.

    Kept for the life of the process: a published version never changes. Versions that say the same share one.
    """
    published = PolicyVersion.objects.exclude(state="draft").filter(pk=version_id)
    digest = published.values_list("digest", flat=True).get()
    if digest not in _COMPILED:
        _COMPILED[digest] = policy_of_content(published.values_list("content", flat=True).get())
    return _COMPILED[digest]


_COMPILED: dict[str, Policy] = {}


def current_version(at: datetime) -> PolicyVersion:
    """The version that holds for a case received at ``at``; before the first came into force, the first.

    Raises ``PolicyVersion.DoesNotExist`` when nothing was ever published.
    """
    published = PolicyVersion.objects.published().defer("source", "content")
    current = published.filter(valid_from__lte=at).order_by("-valid_from", "-number").first()
    return current or published.earliest("valid_from", "number")


def current_policy(at: datetime) -> Policy:
    """The policy that holds at ``at``; see ``current_version``."""
    return policy_of(current_version(at).pk)
