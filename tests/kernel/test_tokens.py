import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from redress.kernel.tokens import (
    blind,
    blind_query,
    fold,
    fts5_query,
    index_tokens,
    matches,
    name_tokens,
    query_groups,
    tsquery,
    tsvector,
)

words = some.text(alphabet="退款申請请客服空气净化器a1b2é ，。-龘 ", max_size=12)


def fts5_finds(texts: list[str], query: str) -> list[int]:
    with sqlite3.connect(":memory:") as base:
        base.execute("create virtual table found using fts5(tokens, tokenize='unicode61')")
        base.executemany("insert into found(rowid, tokens) values (?, ?)", enumerate(map(index_tokens, texts)))
        return [row for (row,) in base.execute("select rowid from found where found match ? order by rowid", [query])]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("退款申请", "退款 款申 申请 请"),
        ("退款申請", "退款 款申 申请 请"),
        ("ＡＢＣ－１２", "abc 12"),
        ("TS-2026 单", "ts 2026 单"),
        ("买iPhone15", "买 iphone15"),
        ("Café", "cafe"),
        ("", ""),
        ("，。！\x00", ""),
        ("退", "退"),
    ],
)
def test_text_becomes_pairs_and_words(text, tokens):
    assert index_tokens(text) == tokens


def test_what_stands_together_must_be_found_together():
    assert [(group.tokens, group.prefix) for group in query_groups("退款 smoke")] == [
        (("退款",), False),
        (("smoke",), True),
    ]
    assert [(group.tokens, group.prefix) for group in query_groups("买iphone手机")] == [
        (("买", "iphone", "手机"), False)
    ]
    assert query_groups("  ，") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("退款", [0, 1]),
        ("款并", [0]),
        ("空气净化器冒烟", [2]),
        ("退", [0, 1]),
        ("化器", [2]),
        ("退款 赔偿", [0]),
        ("請退", [1]),
        ("iphone", [3]),
        ("IPH", [3]),
        ("买iphone", [3]),
        ("龘", []),
    ],
)
def test_fts5_finds_exactly_the_substrings(query, found):
    texts = ["要求退款并赔偿", "申请退款", "空气净化器冒烟，担心火灾", "上周购买iPhone手机"]
    assert fts5_finds(texts, fts5_query(query)) == found
    assert [place for place, text in enumerate(texts) if matches(text, query)] == found


@settings(max_examples=150, deadline=None)
@given(words, words)
def test_a_chinese_query_is_found_in_every_text_that_holds_it(text, query):
    chinese = "".join(letter for letter in query if "\u4e00" <= letter <= "\u9fff")
    if chinese:
        assert matches(text, chinese) == (fold(chinese) in fold(text))
        assert bool(fts5_finds([text], fts5_query(chinese))) == (fold(chinese) in fold(text))


@settings(max_examples=100, deadline=None)
@given(some.text(max_size=40), some.text(max_size=10))
def test_any_text_makes_queries_that_sqlite_accepts(text, query):
    if asked := fts5_query(query):
        assert bool(fts5_finds([text], asked)) in (True, False)
        assert "'" not in tsquery(query).replace("'", "", 0) or tsquery(query).count("'") % 2 == 0
    assert bool(fts5_query(query)) == bool(query_groups(query))


def test_postgresql_queries_keep_order_and_prefixes():
    assert tsquery("空气净化") == "('空气' <-> '气净' <-> '净化')"
    assert tsquery("退 refund") == "('退':*) & ('refund':*)"
    assert tsvector(index_tokens("退款 12e34x")) == "'退款':1 '款':2 '12e34x':3"


def test_blinded_names_are_found_by_any_part_and_tell_nothing_without_the_key():
    key = b"k" * 32
    stored = set(blind(name_tokens("欧阳小明 Wang"), key))
    for part in ("欧阳", "歐陽小明", "明", "wang", "小明"):
        assert set(blind_query(part, key)) <= stored
    for other in ("王", "欧明", "wan"):
        assert not set(blind_query(other, key)) <= stored
    assert stored.isdisjoint(blind(name_tokens("欧阳小明 Wang"), b"x" * 32))
    assert all(len(token) == 17 and token.isascii() for token in stored)
