"""The command line as people call it."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from redress import cli
from redress.accounts.models import User
from redress.accounts.operations import sign_in
from redress.cli import parser, words
from redress.complaints.models import Case
from tests.house import NOON, House, complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDRESS_LANGUAGE", "en")


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({"REDRESS_LANGUAGE": "zh-hant", "LANG": "en_US.UTF-8"}, "zh-hant"), ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-hant"), ({"LC_ALL": "zh_HK", "LANG": "C"}, "zh-hant"), ({"LANG": "C.UTF-8"}, "en"), ({}, "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_set_or_that_of_the_terminal(env: dict[str, str], language: str) -> None:
    assert words.language_of(env) == language


@pytest.mark.parametrize(("language", "usage", "sentence"), [("zh-hans", "用法：", "运行网页服务"), ("zh-hant", "用法：", "執行網頁服務"), ("en", "usage: ", "Run the web server")])
def test_help_speaks_three_languages(language: str, usage: str, sentence: str) -> None:
    words.speak(language)
    try:
        told = parser.build().format_help()
    finally:
        words.speak("en")
    assert told.startswith(usage)
    assert sentence in told
    assert language == "en" or "options" not in told


def test_wrong_usage_says_so_and_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["dance"])
    assert ended.value.code == 2
    assert "dance" in capsys.readouterr().err


def test_packs_check_lists_the_six_packs_with_their_version(org: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["packs", "check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(parser.PACKS)
    assert "installed as version 1" in lines[0]
    assert all(re.search(r"\b[0-9a-f]{12}\b", line) for line in lines)


def test_packs_check_names_file_line_and_key_of_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "ours.yaml"
    broken.write_text("policy: ours\nextends: enterprise\nsatisfaction: {rounds_max: many}\n", encoding="utf-8")
    assert cli.main(["packs", "check", str(broken)]) == 1
    assert re.search(r"ours\.yaml:3: satisfaction\.rounds_max: .*number", capsys.readouterr().err)


def test_found_makes_an_administrator_who_must_change_the_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["found", "mall", "--admin", "root", "--name", "陳志明"]) == 0
    password = capsys.readouterr().out.split()[-1]
    from datetime import timedelta

    user = sign_in("root", password, at=NOON, tries=5, lock=timedelta(minutes=1))
    assert user.must_change_password
    assert (user.name, user.language) == ("陳志明", "zh-hant")
    assert cli.main(["found", "mall", "--admin", "root"]) == 1
    assert User.objects.count() == 1


def test_found_refuses_an_unknown_pack_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["found", "nothing"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_verify_is_silent_about_whole_chains(org: House, capsys: pytest.CaptureFixture[str]) -> None:
    complaint(org)
    assert cli.main(["verify"]) == 0
    assert "1 cases" in capsys.readouterr().out


def test_verify_names_a_chain_whose_end_was_cut_off(org: House, capsys: pytest.CaptureFixture[str]) -> None:
    case = complaint(org)
    Case.objects.filter(pk=case.pk).update(entry_count=case.entry_count + 1)
    assert cli.main(["verify"]) == 1
    assert case.number in capsys.readouterr().err


def test_export_masks_names_and_defuses_formulas(org: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complaint(org, title="=cmd()", name="欧阳小满")
    complaint(org, title="另一件", category="rudeness", contact={"phone": "13900005678"})
    assert cli.main(["export", "--category", "rudeness"]) == 0
    assert len(io.StringIO(capsys.readouterr().out).readlines()) == 2
    out = tmp_path / "all.csv"
    assert cli.main(["export", "--out", str(out)]) == 0
    text = out.read_text("utf-8-sig")
    assert ",'=cmd()," in text
    assert "欧阳小满" not in text
    assert cli.main(["export", "--format", "xlsx"]) == 2
    book = tmp_path / "all.xlsx"
    assert cli.main(["export", "--format", "xlsx", "--out", str(book)]) == 0
    assert book.read_bytes()[:2] == b"PK"


def test_replay_finds_the_cases_that_would_be_graded_otherwise(org: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from redress.complaints.states import Stage
    from tests.house import Walk

    case = Walk(org, complaint(org)).to(Stage.ASSESSED)
    other = tmp_path / "other.yaml"
    other.write_text("policy: enterprise\nextends: enterprise\nresponses: [{id: urgent, when: 'true'}]\n", encoding="utf-8")
    assert cli.main(["packs", "replay", str(other)]) == 0
    told = capsys.readouterr().out
    assert case.number in told
    assert "response" in told


def settings_of(tmp_path: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    """What the settings come to in a process of their own."""
    told = "from redress.config.env import Env; env = Env(); print([env.hosts, env.robot_hosts])"
    env = {**os.environ, "REDRESS_HOME": str(tmp_path), **given}
    return subprocess.run([sys.executable, "-c", told], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("typed", ["a.example.com,b.example.com", "a.example.com, b.example.com", "a.example.com b.example.com", '["a.example.com", "b.example.com"]'])
def test_several_names_of_a_setting_are_parted_by_commas(typed: str, tmp_path: Path) -> None:
    found = settings_of(tmp_path, REDRESS_HOSTS=typed)
    assert "[['a.example.com', 'b.example.com'], []]" in found.stdout, found.stderr


def test_a_wrong_setting_is_named_without_a_traceback(tmp_path: Path) -> None:
    env = {**os.environ, "REDRESS_HOME": str(tmp_path), "REDRESS_MESSENGER_SITES": "shop.example.com", "REDRESS_LANGUAGE": "en"}
    told = subprocess.run([sys.executable, "-m", "redress", "packs", "check"], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "REDRESS_MESSENGER_SITES" in told.stderr
    assert "Traceback" not in told.stderr
