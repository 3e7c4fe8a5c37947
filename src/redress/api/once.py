"""Requests that change something: done in one transaction with the memory of having been done."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from redress.api.models import KeptAnswer
from redress.api.problems import Problem

KEPT_FOR = timedelta(days=2)
"""How long an answer is remembered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a view answers: status, body, and headers of its own."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def once(request: HttpRequest, do: Callable[[], Answer], *, asked: str = "") -> HttpResponse:
    """Do it, and answer. With an Idempotency-Key that this token used before, give that answer again and do nothing.

    The key is kept in the transaction of the act: after a crash either both are there or neither. A refusal keeps nothing.
    ``asked`` stands for a body that cannot be read twice. Raises Problem for a key that came with another request.
    """
    key = request.headers.get("Idempotency-Key", "")
    with transaction.atomic(durable=True):
        if not key:
            return _response(do())
        token, at = request.token, request.now  # type: ignore[attr-defined]
        KeptAnswer.objects.filter(at__lt=at - KEPT_FOR).delete()
        meant = _digest(request.method or "", request.path, asked or request.body.decode("latin-1"), request.headers.get("If-Match", ""))
        kept, new = KeptAnswer.objects.get_or_create(token=token, key=_digest(key), defaults={"asked": meant, "at": at})
        if kept.asked != meant:
            raise Problem("key-reused", _("Use a new key for each new request, and the same key to repeat one."))
        if not new:
            return _response(Answer(**json.loads(kept.answer or "")), again=True)
        answer = do()
        kept.answer = json.dumps(asdict(answer), cls=DjangoJSONEncoder, ensure_ascii=False)
        kept.save(update_fields=["answer"])
        return _response(answer)


def _digest(*parts: str) -> str:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _response(answer: Answer, *, again: bool = False) -> HttpResponse:
    body = json.dumps(answer.body, cls=DjangoJSONEncoder, ensure_ascii=False)
    response = HttpResponse(body, status=answer.status, content_type="application/json", headers=answer.headers)
    if again:
        response["Idempotency-Replayed"] = "true"
    return response
