"""A real IMAP server (Dovecot) on a free port, with one mailbox that lies in a folder."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path

USER = "complaints@example.com"
CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_location = maildir:{base}/mail
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}
}}
"""


@dataclass
class PostOffice:
    """Where the mailbox is, and a way to put letters into it."""

    port: int
    base: Path

    def put(self, *letters: bytes) -> None:
        """Lay letters into the mailbox, in order."""
        with IMAP4("127.0.0.1", self.port) as session:
            session.login(USER, "secret")
            for letter in letters:
                session.append("INBOX", None, None, letter)

    def unseen(self) -> int:
        """How many letters nobody has marked as read."""
        with IMAP4("127.0.0.1", self.port) as session:
            session.login(USER, "secret")
            session.select("INBOX", readonly=True)
            return len(session.search(None, "UNSEEN")[1][0].split())


def program() -> str | None:
    """The server's program; Debian keeps it where only root looks."""
    return shutil.which("dovecot") or next((path for path in ("/usr/sbin/dovecot",) if Path(path).exists()), None)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run the server as long as the block lasts."""
    base = Path(tempfile.mkdtemp(prefix="post-office-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    me = pwd.getpwuid(os.getuid())
    server = "dovenull" if me.pw_uid == 0 else me.pw_name  # it refuses to run its parts as root
    config = base / "dovecot.conf"
    owner = pwd.getpwnam(server)
    base.chmod(0o755)
    (base / "mail").mkdir()
    os.chown(base / "mail", owner.pw_uid, owner.pw_gid)
    config.write_text(
        CONFIG.format(
            base=base,
            port=port,
            user=server,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        ),
        "utf-8",
    )
    process = subprocess.Popen(
        [program() or "dovecot", "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield PostOffice(port, base)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(base, ignore_errors=True)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _turn in range(200):
        assert process.poll() is None, "the IMAP server ended at once"
        try:
            with IMAP4("127.0.0.1", port) as session:
                session.login(USER, "secret")
                return
        except (OSError, IMAP4.error):
            time.sleep(0.05)
    raise AssertionError("no IMAP server within ten seconds")
