"""The seal against recorded exchanges: the worked examples that the platforms publish with their libraries."""

import pytest

from redress.intake.chats import sealing
from redress.intake.chats.reading import Unreadable, fields, read

KEY, TOKEN, CORP = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "QDG6eK", "wx5823bf96d3bd56c7"
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
SENT = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLj"
    "vd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k"
    "22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)


def test_the_recorded_proof_of_an_address_is_opened() -> None:
    assert sealing.fits("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", TOKEN, "1409659589", "263014780", ECHO)
    assert sealing.unseal(ECHO, KEY) == ("1616140317555161061", CORP)


def test_the_recorded_message_is_opened_and_read() -> None:
    assert sealing.fits("477715d11cdb4164915debcba66cb864d751f3e6", TOKEN, "1409659813", "1372623149", SENT)
    text, receiver = sealing.unseal(SENT, KEY)
    said = read(text)
    assert (receiver, said.kind, said.peer, said.text, said.agent) == (CORP, "text", "mycreate", "hello", "218")


def test_the_recorded_ciphertext_is_what_we_make() -> None:
    key, app = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"
    made = sealing.seal("我是中文abcd123", key, app, salt=b"aaaabbbbccccdddd")
    assert made == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    assert sealing.unseal(made, key) == ("我是中文abcd123", app)


@pytest.mark.parametrize("spoilt", ["", "A", SENT[:-4], SENT[4:], SENT[:64], ECHO[:-1] + "x", "é", "=" * 64], ids=range(8))
def test_what_was_cut_or_changed_is_refused(spoilt: str) -> None:
    with pytest.raises(sealing.Broken):
        sealing.unseal(spoilt, KEY)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><A>&b;</A></xml>', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><A/></xml>',
        "<xml>" + "<a>" * 50 + "</a>" * 50 + "</xml>", "<xml><A>\x00</A></xml>", "<xml><A>", "", "{}", "<xml>&undefined;</xml>", "\ud800",
    ],
    ids=range(9),
)  # fmt: skip
def test_bombs_and_what_is_no_xml_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        fields(text)


def test_signatures_of_others_do_not_fit() -> None:
    assert not sealing.fits("", TOKEN, "1", "2") and not sealing.fits("é" * 40, TOKEN, "1", "2")
    assert not sealing.fits("477715d11cdb4164915debcba66cb864d751f3e6", TOKEN, "1409659814", "1372623149", SENT)
