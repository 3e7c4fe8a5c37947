"""Why a clock is due when it is: coded steps that can be stored, and their sentences in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from redress.kernel.calendars import DayReason, WorkCalendar
from redress.kernel.durations import Span, parse
from redress.kernel.localised import say

Step = dict[str, object]
"""A JSON object with ``code`` and the facts of one step; moments are local text, dates ISO text."""

_DAY = timedelta(days=1)


def step(code: str, **facts: object) -> Step:
    """One step of an explanation."""
    return {"code": code, **facts}


def counted_from(start: datetime, span: Span, calendar: WorkCalendar) -> Step:
    """The first step: what is counted, and from when."""
    return step("from", at=calendar.local(start).strftime("%Y-%m-%d %H:%M"), span=str(span))


def counted_days(start: datetime, end: datetime, calendar: WorkCalendar) -> list[Step]:
    """What the calendar did to the count between two moments: holidays, make-up days, exceptions, certainty."""
    first, last = calendar.local(start).date(), calendar.local(end).date()
    steps: list[Step] = []
    makeup: list[str] = []
    run: list[tuple[date, DayReason]] = []
    rest = 0
    for day in _days(first, _run_end(last, calendar)):
        reason = calendar.explain(day)
        if not reason.working:
            run.append((day, reason))
            continue
        rest += _finish(run, steps)
        run = []
        if day > last:
            break
        if reason.code == "make-up":
            makeup.append(day.isoformat())
        elif reason.code == "by-hand":
            steps.append(step("open-by-hand", day=day.isoformat()))
    rest += _finish(run, steps)
    if rest:
        steps.append(step("rest", days=rest))
    if makeup:
        steps.append(step("make-up", days=makeup))
    return steps + _certainty(first, last, calendar)


def sentence(why: Iterable[Step]) -> str:
    """The whole explanation as one sentence in the current language."""
    return _("%(parts)s.") % {"parts": _("; ").join(lines(why))}


def lines(why: Iterable[Step]) -> list[str]:
    """The explanation step by step in the current language."""
    return [_SENTENCES[str(one["code"])](one) for one in why]


def day_words(reason: DayReason) -> str:
    """Why a day is or is not worked, in the current language."""
    if reason.code == "holiday":
        return say(reason.name, get_language() or "zh-hans") or _("Swapped day off")
    if reason.code == "by-hand":
        return _("Working day set by hand") if reason.working else _("Day off set by hand")
    return {"make-up": _("Make-up working day"), "weekend": _("Weekend"), "ordinary": _("Working day")}[reason.code]


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _run_end(last: date, calendar: WorkCalendar) -> date:
    """``last``, or the end of the days off that it falls among."""
    return last if calendar.is_working(last) else calendar.next_working_day(last)


def _finish(run: list[tuple[date, DayReason]], steps: list[Step]) -> int:
    """Tell a finished run of days off; returns how many of them were nothing but ordinary days of rest."""
    steps += [step("shut-by-hand", day=day.isoformat()) for day, reason in run if reason.code == "by-hand"]
    names = [reason.name for _day, reason in run if reason.code == "holiday"]
    if not names:
        return sum(reason.code == "weekend" for _day, reason in run)
    whole = [day for day, reason in run if reason.code != "by-hand"]
    steps.append(step("skipped", start=whole[0].isoformat(), end=whole[-1].isoformat(), name=_title(names)))
    return 0


def _title(names: list[Mapping[str, str]]) -> dict[str, str]:
    """One name for a run of holidays: each feast once, an eve only when nothing else names the run."""
    feasts = list({name["zh-Hans"]: name for name in names if name.get("zh-Hans")}.values())
    feasts = [name for name in feasts if "除夕" not in name["zh-Hans"]] or feasts
    joints = {"zh-Hans": "、", "zh-Hant": "、", "en": ", "}
    return {language: joint.join(name[language] for name in feasts) for language, joint in joints.items()}


def _certainty(first: date, last: date, calendar: WorkCalendar) -> list[Step]:
    if calendar.confirmed_through is None:
        return []
    years = range(first.year, last.year + 1)
    sure = [year for year in years if calendar.year_confirmed(year)]
    return [step("confirmed", years=sure)] * bool(sure) + [
        step("unconfirmed", year=year) for year in years if year not in sure
    ]


def _skipped(one: Step) -> str:
    name = say(one["name"], get_language() or "zh-hans")  # type: ignore[arg-type]
    facts = {"start": one["start"], "end": one["end"], "name": name or _("days off")}
    if one["start"] == one["end"]:
        return _("%(start)s (%(name)s) is skipped") % facts
    return _("%(start)s to %(end)s (%(name)s) are skipped") % facts


def _rest(one: Step) -> str:
    days = int(str(one["days"]))
    return ngettext("%(days)d weekend day is skipped", "%(days)d weekend days are skipped", days) % {"days": days}


def _makeup(one: Step) -> str:
    days = list(one["days"])  # type: ignore[call-overload]
    text = ngettext("%(days)s is a make-up working day", "%(days)s are make-up working days", len(days))
    return text % {"days": _(", ").join(days)}


def _years(one: Step) -> str:
    years = _(", ").join(map(str, one["years"]))  # type: ignore[call-overload]
    return _("the holidays of %(years)s are confirmed") % {"years": years}


_SENTENCES: dict[str, Callable[[Step], str]] = {
    "from": lambda one: _("%(span)s from %(at)s") % {"span": parse(str(one["span"])).words(), "at": one["at"]},
    "opens": lambda one: _("outside office hours, so counted from %(at)s") % one,
    "skipped": _skipped,
    "rest": _rest,
    "make-up": _makeup,
    "open-by-hand": lambda one: _("%(day)s was made a working day by hand") % one,
    "shut-by-hand": lambda one: _("%(day)s was made a day off by hand") % one,
    "confirmed": _years,
    "unconfirmed": lambda one: (
        _("make-up working days of %(year)s are not yet announced; the deadline may change then") % one
    ),
    "clipped": lambda one: _("that month ends on %(day)s") % one,
    "paused": lambda one: _("paused from %(start)s to %(end)s, now due %(due)s") % one,
    "extended": lambda one: (
        _("extended by %(span)s, now due %(due)s") % {**one, "span": parse(str(one["span"])).words()}
    ),
    "given": lambda one: _("set from outside for %(due)s") % one,
    "recomputed": lambda one: _("recomputed on %(at)s because the working calendar changed, now due %(due)s") % one,
}
