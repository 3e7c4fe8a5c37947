"""The commands and their options. Names are stable: scripts of other people call them."""

import argparse
from pathlib import Path

from redress.cli.words import _

PACKS = ("enterprise", "weekly-review", "mall", "property-sales", "service-standard", "utility-hall")
DEMO_CASES = 160


def build() -> argparse.ArgumentParser:
    """The parser, in the language now spoken."""
    parser = argparse.ArgumentParser(prog="redress", description=_("Complaint handling from the front desk to a proven fix."))
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"), title=_("commands"))
    for add in (_demo, _serve, _worker, _found, _migrate, _import, _export, _call, _chat, _packs, _verify, _bench, _signals):
        add(commands)
    return parser


def _add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=text, description=text)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (%(default)s)"))
    parser.add_argument("--port", type=int, default=8000, help=_("port to listen on (%(default)s)"))


def _demo(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "demo", _("Start with a demo organisation: people of every role and a year of cases."))
    parser.add_argument("--pack", choices=PACKS, default="enterprise", help=_("which organisation (%(default)s)"))
    parser.add_argument("--fresh", action="store_true", help=_("throw the demo away and build it anew"))
    parser.add_argument("--cases", type=int, default=DEMO_CASES, help=_("how many cases (%(default)s)"))
    parser.add_argument("--build-only", action="store_true", help=_("build it and do not start the server"))
    _address(parser)


def _serve(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "serve", _("Run the web server and the worker."))
    _address(parser)
    parser.add_argument("--workers", type=int, default=1, help=_("web processes (%(default)s); more only with PostgreSQL"))
    parser.add_argument("--no-worker", action="store_true", help=_("without the worker, when “redress worker” runs elsewhere"))


def _worker(commands) -> None:  # type: ignore[no-untyped-def]
    _add(commands, "worker", _("Run the worker alone: clocks, notices, long jobs."))


def _found(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "found", _("Found a real organisation from a pack, with a first administrator."))
    parser.add_argument("pack", metavar=_("CODE"), help=_("code of the pack"))
    parser.add_argument("--admin", default="admin", help=_("sign-in name of the administrator (%(default)s)"))
    parser.add_argument("--name", default="", help=_("the administrator's name"))


def _migrate(commands) -> None:  # type: ignore[no-untyped-def]
    _add(commands, "migrate", _("Bring the database up to this version."))


def _import(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "import", _("Read complaints from a CSV, TSV or XLSX file, or undo that."))
    parser.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("the table to read"))
    parser.add_argument("--mapping", type=Path, metavar=_("FILE"), help=_("which column means what (YAML)"))
    parser.add_argument("--undo", type=int, metavar=_("NUMBER"), help=_("undo the import of this number"))
    parser.add_argument("--all", type=Path, metavar=_("FOLDER"), help=_("read an export of everything into an empty installation"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen, line by line"))
    parser.add_argument("--skip-refused", action="store_true", help=_("take the good rows although others are refused"))
    parser.add_argument("--refused", type=Path, metavar=_("FILE"), help=_("where refused rows and reasons are written"))


def _export(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "export", _("Write the list of cases to a file."))
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv", help=_("kind of file (%(default)s)"))
    parser.add_argument("--out", type=Path, metavar=_("FILE"), help=_("the file; standard output without it (csv only)"))
    for name, text in (
        ("--stage", _("only this stage")), ("--kind", _("only this kind")), ("--category", _("only this category")),
        ("--grade", _("only this grade")), ("--department", _("only this department (its code)")),
        ("--since", _("received on this day or later (YYYY-MM-DD)")), ("--until", _("received before this day (YYYY-MM-DD)")),
    ):  # fmt: skip
        parser.add_argument(name, default="", help=text)
    parser.add_argument("--open", action="store_true", help=_("only cases that have not ended"))
    parser.add_argument("--all", type=Path, metavar=_("FOLDER"), help=_("everything instead, with files and history, to a new folder"))
    parser.add_argument("--with-secrets", action="store_true", help=_("with --all: also passwords of mailboxes, secrets of webhooks and of chat accounts"))


def _call(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "call", _("Play a call on the hotline to a running server: it begins, lasts, and ends."))
    parser.add_argument("--from", dest="caller", default="", metavar=_("NUMBER"), help=_("telephone number of the caller; without it the number is withheld"))
    parser.add_argument("--agent", required=True, metavar=_("NAME"), help=_("sign-in name or extension of whoever answers"))
    parser.add_argument("--seconds", type=int, default=30, help=_("how long it lasts (%(default)s)"))
    parser.add_argument("--recording", default="", metavar=_("ADDRESS"), help=_("web address of a recording"))
    parser.add_argument("--url", default="http://127.0.0.1:8000", metavar=_("ADDRESS"), help=_("address of the server (%(default)s)"))
    parser.add_argument(
        "--token", default="", metavar=_("KEY"), help=_("access token with the scope calls:report; without it one is made in the home folder and ended afterwards")
    )


def _chat(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "chat", _("Play a chat platform to a running server: a customer writes, and what comes back is printed."))
    parser.add_argument("text", nargs="?", default="", metavar=_("TEXT"), help=_("what the customer writes"))
    parser.add_argument("--file", type=Path, metavar=_("FILE"), help=_("a picture that the customer sends"))
    parser.add_argument("--as", dest="sender", default="try-customer", metavar=_("NAME"), help=_("who writes; the same name goes on with the same talk (%(default)s)"))
    parser.add_argument("--account", default="", metavar=_("NAME"), help=_("chat account to write to; without it one for trying is made in the home folder"))
    parser.add_argument("--seconds", type=int, default=60, help=_("how long to wait for what comes back (%(default)s)"))
    parser.add_argument("--port", type=int, default=8399, help=_("port of the pretended platform (%(default)s)"))
    parser.add_argument("--url", default="http://127.0.0.1:8000", metavar=_("ADDRESS"), help=_("address of the server (%(default)s)"))


def _packs(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "packs", _("Look at policy packs."))
    does = parser.add_subparsers(dest="does", required=True, metavar=_("COMMAND"), title=_("commands"))
    _add(does, "check", _("List each pack with its version; stop at the first error.")).add_argument(
        "file", nargs="?", metavar=_("FILE"), help=_("a file, a pack or a version such as enterprise@2; all shipped packs without it")
    )
    _add(does, "show", _("Print a pack as a handbook.")).add_argument("pack", metavar=_("CODE"), help=_("code of the pack"))
    diff = _add(does, "diff", _("Compare two packs, versions or files."))
    diff.add_argument("before", metavar="A")
    diff.add_argument("after", metavar="B")
    replay = _add(does, "replay", _("Try a pack over past cases: which would have gone another way."))
    replay.add_argument("file", metavar=_("FILE"), help=_("the pack to try"))


def _verify(commands) -> None:  # type: ignore[no-untyped-def]
    _add(commands, "verify", _("Prove that no history was changed; name the first broken entry."))


def _bench(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "bench", _("Fill a scratch database and measure."))
    parser.add_argument("--cases", type=int, default=10_000, help=_("how many cases (%(default)s)"))
    parser.add_argument("--engine", default="sqlite", help=_("sqlite, or postgresql://user@host:port/name of an empty database"))
    parser.add_argument("--clocks", type=int, default=100_000, help=_("open clocks for the sweep (%(default)s)"))
    parser.add_argument("--workers", type=int, default=1, help=_("web processes (%(default)s); more only with PostgreSQL"))
    parser.add_argument("--rounds", type=int, default=60, help=_("requests for each page (%(default)s)"))
    parser.add_argument("--json", type=Path, metavar=_("FILE"), help=_("write the figures to a file as well"))


def _signals(commands) -> None:  # type: ignore[no-untyped-def]
    parser = _add(commands, "signals", _("Look at what is suggested from words."))
    does = parser.add_subparsers(dest="does", required=True, metavar=_("COMMAND"), title=_("commands"))
    measure = _add(does, "measure", _("Measure by cross-validation how often suggestions learned from a table would be right; nothing is kept."))
    measure.add_argument("file", type=Path, metavar=_("FILE"), help=_("the table to read"))
    measure.add_argument("--text", default="title,text", metavar=_("COLUMNS"), help=_("columns with the words, with commas between (%(default)s)"))
    measure.add_argument("--label", default="label", metavar=_("COLUMN"), help=_("column with what is to be suggested (%(default)s)"))
    measure.add_argument("--person", default="", metavar=_("COLUMN"), help=_("column that tells who wrote it: one person's rows are never on both sides"))
    measure.add_argument("--json", action="store_true", help=_("print the figures as JSON"))
