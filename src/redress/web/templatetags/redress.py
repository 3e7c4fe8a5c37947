"""Small helpers for templates; loaded everywhere."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.forms.boundfield import BoundField, BoundWidget
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from redress.kernel.actor import Actor
from redress.kernel.localised import say as say_in
from redress.policies.policy import Policy
from redress.web.shell import drawn

register = template.Library()

@register.filter
def say(text: Mapping[str, str] | str | None) -> str:
    """A three-language text in the reader's language; a plain string is returned as it is."""
    return say_in(text, get_language() or "") if isinstance(text, Mapping) else str(text or "")


register.simple_tag(drawn.icon, name="icon")
register.filter("local", drawn.local)
register.filter("iso", drawn.iso)
register.filter("span", drawn.span)


@register.filter
def arcs(stages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each stage with the ``start`` and ``sweep`` of its arc on a circle of length 100, with a gap after each."""
    listed = list(stages)
    step = 100 / max(len(listed), 1)
    return [
        {"stage": stage, "start": f"{-place * step - 1:.2f}", "sweep": f"{step - 4:.2f} {104 - step:.2f}"}
        for place, stage in enumerate(listed)
    ]


@register.filter
def initials(name: str) -> str:
    """What a person's round chip shows: the surname of a Chinese name, the first letters of others."""
    name = name.strip()
    if not name or not name.isascii():
        return name[:1]
    return "".join(part[0] for part in name.split()[:2]).upper()


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's control with the classes of its kind; hints and errors are tied to it for screen readers."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple | CheckboxInput):
        css = "form-check-input"
    else:
        css = "form-select" if isinstance(widget, Select) else "form-control"
    given = widget.attrs.get("class", "")
    wrong = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{given} {css}{wrong}".strip()})


@register.filter
def options(field: BoundField) -> list[BoundWidget]:
    """The single boxes or buttons of a group, each with the class of its kind."""
    listed = list(field.subwidgets)
    for option in listed:
        option.data["attrs"]["class"] = "form-check-input"
    return listed


@register.filter
def kind_of_control(field: BoundField) -> str:
    """``check`` for one box, ``group`` for a set of boxes or buttons, ``hidden``, else ``line``."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "group"
    return "check" if isinstance(widget, CheckboxInput) else "line"


@register.simple_tag(takes_context=True)
def component(context: RequestContext, name: str, /, **given: object) -> SafeString:
    """Draw a component: by its function in ``shell/drawn.py``, or by ``shell/components/<name>.html``; each is given what stands
    here and nothing else of the page but reader and moment.
    """
    if name in drawn.DRAWN:
        return drawn.DRAWN[name](now=context.get("now"), **given)
    engine = context.template.engine
    shared = {key: context.get(key) for key in ("request", "now", "language", "csrf_token")}
    return engine.get_template(f"shell/components/{name}.html").render(context.new({**shared, **given}))


@register.simple_tag(takes_context=True)
def field(context: RequestContext, field: BoundField, hint: str = "", wide: bool = False) -> SafeString:
    """Short for the component ``field``."""
    return component(context, "field", field=field, hint=hint, wide=wide)


@register.simple_tag(takes_context=True)
def with_filter(context: RequestContext, **changes: object) -> str:
    """This page's address with filters set (an empty value removes one) and back on its first page."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query.setlist(key, [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)])
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def without_filter(context: RequestContext, key: str, value: object = None) -> str:
    """This page's address without one value of a filter, or without the whole filter."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = [item for item in query.getlist(key) if value is not None and item != str(value)]
    if kept:
        query.setlist(key, kept)
    else:
        query.pop(key, None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def to_page(context: RequestContext, number: object) -> str:
    """This page's address on another page of its list."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def held(act: str, actor: Actor) -> bool:
    """Whether the reader holds an act anywhere."""
    return actor.holds(act)


@register.filter
def is_long(field: BoundField) -> bool:
    """Whether a field wants the whole width: texts and groups of many boxes."""
    return isinstance(field.field.widget, Textarea | CheckboxSelectMultiple)


@register.filter
def title_of(policy: Policy, section: str) -> Callable[[str], Mapping[str, str]]:
    """The titles of a list of the pack, to be asked by ``say_of``."""
    return lambda code: policy.title(section, code)


@register.filter
def say_of(titles: Callable[[str], Mapping[str, str]], code: str) -> str:
    """The title of ``code`` in the reader's language."""
    return say(titles(code))
