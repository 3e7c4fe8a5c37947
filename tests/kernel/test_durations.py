import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from redress.kernel.durations import Mark, Span, Unit, parse, parse_mark

FIXED = {Unit.SAME_DAY, Unit.NEXT_WORKING_DAY, Unit.END_OF_MONTH}
NEXT_MONTH = {Unit.DAY_OF_NEXT_MONTH, Unit.BEFORE_DAY_OF_NEXT_MONTH}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10 min", Span(10, Unit.MINUTE)),
        ("24 h", Span(24, Unit.HOUR)),
        ("24h", Span(24, Unit.HOUR)),
        ("48 hours", Span(48, Unit.HOUR)),
        ("4 working hours", Span(4, Unit.WORKING_HOUR)),
        ("1 working hour", Span(1, Unit.WORKING_HOUR)),
        ("7 Working  Days", Span(7, Unit.WORKING_DAY)),
        ("30 days", Span(30, Unit.DAY)),
        ("1 month", Span(1, Unit.MONTH)),
        ("2 years", Span(2, Unit.YEAR)),
        ("day 5 of next month", Span(5, Unit.DAY_OF_NEXT_MONTH)),
        ("before day 5 of next month", Span(5, Unit.BEFORE_DAY_OF_NEXT_MONTH)),
        ("same day", Span(1, Unit.SAME_DAY)),
        ("next working day", Span(1, Unit.NEXT_WORKING_DAY)),
        ("end of month", Span(1, Unit.END_OF_MONTH)),
    ],
)
def test_a_pack_writes_spans_in_these_words(text, span):
    assert parse(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "0 days",
        "-1 h",
        "1.5 h",
        "7",
        "days",
        "day 0 of next month",
        "day 32 of next month",
        None,
        "1 mins ago",
    ],
)
def test_anything_else_is_refused_with_what_is_accepted(text):
    with pytest.raises(ValueError, match="7 working days"):
        parse(text)


@given(some.sampled_from(Unit), some.integers(1, 31))
def test_every_span_reads_back_as_written(unit, amount):
    span = Span(1 if unit in FIXED else amount, unit)
    assert parse(str(span)) == span


@pytest.mark.parametrize("text", ["50%", "100%", "+1 day", "-2 h", "+1 working day", "-30 min"])
def test_marks_read_back_as_written(text):
    assert str(parse_mark(text)) == text


@pytest.mark.parametrize("text", ["0%", "101%", "half", "+same day", "+day 5 of next month", "1 day", None])
def test_other_marks_are_refused(text):
    with pytest.raises(ValueError):
        parse_mark(text)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_span_and_mark_has_words_in_each_language(language):
    with translation.override(language):
        said = [Span(3, unit).words() for unit in Unit]
        said += [Mark(percent=50).words(), Mark(percent=100).words(), Mark(offset=Span(1, Unit.DAY)).words()]
    assert all(said)
    if language != "en":
        assert not any(letter.isascii() and letter.isalpha() for text in said for letter in text)


def test_one_and_many_differ_in_english():
    with translation.override("en"):
        assert (parse("1 working day").words(), parse("7 working days").words()) == ("1 working day", "7 working days")
    with translation.override("zh-hans"):
        assert parse("7 working days").words() == "7 个工作日"
        assert parse("before day 5 of next month").words() == "次月 5 日前"
