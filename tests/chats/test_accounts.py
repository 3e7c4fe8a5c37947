"""The administrators' pages, the platform's proof of the address, and the command that plays a platform."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from redress.api.chats import TAKEN
from redress.intake.whole.leaving import export_all
from redress.intake.whole.rows import LEFT_OUT, built, fields, plain
from redress.jobs.tasks import fetch_chat_files
from redress.ledger.models import JournalEntry
from redress.notify.chats import peer_index
from redress.notify.models import ChatAccount, ChatPeer
from tests.chats.platform import APP, CORP, KEY, PICTURE, SECRET, TOKEN, Chat, Counterpart, sealed, signed
from tests.house import NOON, House
from tests.serving import free_port, site

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"platform": "wechat", "name": "示范", "app": APP, "token": TOKEN, "aes_key": KEY, "secret": SECRET, "channel": "online-service"}


def test_an_account_is_checked_when_it_is_entered_and_its_secrets_are_never_shown(org: House, admin: Client) -> None:
    wrong = admin.post("/chats/new/", FORM | {"aes_key": "too-short"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "43 letters and digits; copy it whole" in page and "示范" in page and SECRET in page, "what was typed stays"
    assert not ChatAccount.objects.exists()
    refused = admin.post("/chats/new/", FORM | {"platform": "wecom", "aes_key": ""}).content.decode()
    assert "WeCom always encrypts" in refused and "Enter the AgentID" in refused
    assert admin.post("/chats/new/", FORM | {"secret": ""}).status_code == 422 and not ChatAccount.objects.exists()
    admin.post("/chats/new/", FORM)
    account = ChatAccount.objects.get()
    page = admin.get(f"/chats/{account.pk}/").content.decode()
    assert account.address in page and not any(one in page for one in (TOKEN, KEY, SECRET)) and not account.active
    admin.post(f"/chats/{account.pk}/", FORM | {"name": "改名", "token": "", "aes_key": "", "secret": ""})
    account.refresh_from_db()
    assert (account.name, account.token, account.aes_key, account.secret) == ("改名", TOKEN, KEY, SECRET)
    raw = ChatAccount.objects.extra(where=["secret like %s or token like %s or aes_key like %s"], params=[f"%{SECRET}%", f"%{TOKEN}%", f"%{KEY}%"])
    assert not raw.exists(), "encrypted at rest"
    assert sorted(JournalEntry.objects.filter(kind__startswith="chat.").values_list("kind", flat=True)) == ["chat.set", "chat.set"]
    clerk = Client()
    clerk.force_login(org.user("clerk"))
    assert clerk.get("/chats/").status_code == 403 and clerk.post(f"/chats/{account.pk}/try/").status_code == 403


def test_the_test_button_says_what_is_wrong_and_what_to_do(org: House, admin: Client, chat: Chat, platform: Counterpart) -> None:
    where = f"/chats/{chat.account.pk}/try/"
    assert "gave an access token" in admin.post(where).content.decode()
    for code, words in ((40164, "IP white list"), (40013, "AppID or CorpID is wrong"), (40125, "secret is wrong"), (99999, "99999")):
        platform.token_error = code
        assert words in admin.post(where).content.decode(), code
    platform.__exit__()
    assert "cannot be reached" in admin.post(where).content.decode() and "cannot be reached" in admin.get("/chats/").content.decode()
    platform.server = Counterpart().server
    platform.__enter__()


def test_the_platform_proves_the_address(org: House, chat: Chat, wecom: Chat) -> None:
    moment, nonce = str(int(NOON.timestamp()) + 7200), "1372623149"
    given = {"timestamp": moment, "nonce": nonce, "echostr": "3141592653", "signature": signed(moment, nonce)}
    answer = Client().get(chat.path, given)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"3141592653", "text/plain; charset=utf-8")
    assert Client().get(chat.path, given | {"signature": "0" * 40}).status_code == 403
    assert Client().get(chat.path, given | {"nonce": "2"}).status_code == 403
    echo = sealed("1616140317555161061", CORP)
    given = {"timestamp": moment, "nonce": nonce, "echostr": echo, "msg_signature": signed(moment, nonce, echo)}
    assert Client().get(wecom.path, given).content == b"1616140317555161061"
    other = sealed("1616140317555161061", "ww-other")
    assert Client().get(wecom.path, given | {"echostr": other, "msg_signature": signed(moment, nonce, other)}).status_code == 403
    assert Client().put(wecom.path).status_code == 405


def test_plain_mode_is_taken_only_without_a_key(org: House, admin: Client, platform: Counterpart, chat: Chat) -> None:
    moment, nonce = str(int(NOON.timestamp()) + 7200), "1372623149"
    query = {"timestamp": moment, "nonce": nonce, "signature": signed(moment, nonce)}
    body = chat.xml(Content="明文").encode()
    assert chat.raw(body, **query).status_code == 403 and chat.account.refusals.get().reason == "plain"
    plain_one = Chat(admin, platform, chat.clock, name="明文", aes_key="")
    assert plain_one.raw(body, **query).content == TAKEN.encode()
    compatible = body.replace(b"</xml>", f"<Encrypt>{sealed(body, APP)}</Encrypt></xml>".encode())
    assert chat.raw(compatible, **query).status_code == 403, "the signature of plain mode says nothing of the body"


def test_a_whole_export_leaves_secrets_out_finds_people_again_and_takes_files_along(org: House, chat: Chat, platform: Counterpart, tmp_path: Path) -> None:
    platform.media = {"m-1": ("image/png", PICTURE)}
    chat.send("image", MediaId="m-1")
    fetch_chat_files()
    export_all(tmp_path / "out", secrets=False)
    assert next((tmp_path / "out" / "files").rglob("*.png")).read_bytes() == PICTURE
    row = plain(ChatAccount.objects.get(), fields(ChatAccount, secrets=False))
    assert not any(one in str(row) for one in (TOKEN, KEY, SECRET)) and "access_token" not in row
    assert built(ChatAccount, row).secret == LEFT_OUT  # type: ignore[attr-defined]
    peer = plain(ChatPeer.objects.get(), fields(ChatPeer, secrets=False))
    assert "index" not in peer and built(ChatPeer, peer).index == peer_index("o-visitor")  # type: ignore[attr-defined]


ANSWER = """
from django.utils import timezone
from redress.intake.models import Talk
from redress.jobs.tasks import send_chats
from redress.ledger.models import OutboxMessage
from redress.notify.chats import say_to

OutboxMessage.objects.all().delete()  # what the pack says by itself out of hours
talk = Talk.objects.get()
say_to(talk.peer, "马上来修", key="try", at=timezone.now())
send_chats()
print(talk.lines.get().text)
"""


@pytest.mark.processes
def test_the_command_plays_a_platform_to_a_running_server(tmp_path: Path) -> None:
    port = free_port()
    with site(tmp_path / "home") as house:
        house.env |= {"REDRESS_WECHAT_API": f"http://127.0.0.1:{port}"}
        house.start()
        command = [sys.executable, "-m", "redress", "chat", "空调坏了", "--url", f"http://127.0.0.1:{house.port}", "--port", str(port), "--seconds", "300"]
        played = subprocess.Popen(command, env={**os.environ, **house.env, "REDRESS_LANGUAGE": "en"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert played.stdout is not None
        begun = [played.stdout.readline() for _line in range(2)]
        told = house.python(ANSWER)
        answered = played.stdout.readline()
        played.send_signal(signal.SIGINT)
        played.wait()
        off = house.python("from redress.notify.models import ChatAccount\nprint(ChatAccount.objects.get().active)")
    assert "REDRESS_WECHAT_API" in begun[0] and (told, answered.strip(), off) == ("空调坏了", "← 马上来修", "False"), begun
