"""Mails reach a server or a folder, and settings that make no sense are one sentence."""

import email
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

import pytest

from omnitrackiq.accounts.invites import Invite
from omnitrackiq.accounts.mail import FolderPostbox, Mail, MailError, SmtpPostbox, open_postbox
from omnitrackiq.accounts.mail_texts import invite_mail
from tests.omnitrackiq.accounts.people import NOW

LINK = "https://app.example.com/reset/" + "x" * 200
MAIL = Mail("ann@example.com", "Choose a new password ✓", f"Hello Ærø,\n\n{LINK}\n")


@dataclass
class Server:
    """A mail server that takes one mail after the other; ``answers`` replaces what it says to a command."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream:

            def say(text: str) -> None:
                stream.write(text.encode() + b"\r\n")
                stream.flush()

            say("220 test")
            while line := stream.readline():
                command = line.decode().strip()
                verb = command.split()[0].upper()
                self.commands.append(command)
                if verb in self.answers:
                    say(self.answers[verb])
                elif verb == "DATA":
                    say("354 go on")
                    self.mails.append(b"".join(iter(stream.readline, b".\r\n")))
                    say("250 taken")
                else:
                    say("221 bye" if verb == "QUIT" else "250 fine")


@pytest.fixture
def server() -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = Server(listening.getsockname()[1])

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                running.converse(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield running
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def read(raw: bytes) -> tuple[str, str, str]:
    message = email.message_from_bytes(raw, policy=policy.default)
    body = message.get_body()
    assert body is not None
    return message["To"], message["Subject"], body.get_content().replace("\r\n", "\n")


def test_a_mail_goes_through_the_server_whole(server: Server) -> None:
    postbox = open_postbox(f"smtp://127.0.0.1:{server.port}", "OmniTrackIQ <hello@example.com>", Path("unused"))
    assert postbox.send(MAIL) == "127.0.0.1"
    assert read(server.mails[0]) == (MAIL.to, MAIL.subject, MAIL.text)
    assert any("FROM:<hello@example.com>" in command for command in server.commands)


@pytest.mark.parametrize(("verb", "answer"), [("MAIL", "550 no"), ("RCPT", "550 nobody here"), ("DATA", "451 later")])
def test_a_server_that_refuses_is_one_sentence(server: Server, verb: str, answer: str) -> None:
    server.answers[verb] = answer
    with pytest.raises(MailError, match=r"^The mail server 127.0.0.1 did not take the mail: .*\.$"):
        SmtpPostbox(f"smtp://127.0.0.1:{server.port}", "a@example.com").send(MAIL)


def test_a_server_that_is_away_is_one_sentence_without_the_password() -> None:
    with pytest.raises(MailError) as refusal:
        SmtpPostbox("smtp://user:canary@127.0.0.1:1", "a@example.com").send(MAIL)
    assert "canary" not in f"{refusal.value}"
    assert "canary" not in repr(SmtpPostbox("smtp://user:canary@127.0.0.1:1", "a@example.com"))


def test_without_a_server_mails_lie_in_a_folder_for_their_owner_only(tmp_path: Path) -> None:
    postbox = open_postbox(None, None, tmp_path)
    paths = [Path(postbox.send(MAIL)) for _ in range(3)]
    assert sorted((tmp_path / "outbox").iterdir()) == paths
    assert read(paths[0].read_bytes()) == (MAIL.to, MAIL.subject, MAIL.text)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in paths)


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(MailError, match="cannot be laid into"):
        FolderPostbox(tmp_path / "outbox").send(MAIL)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail", "a@b.c"), ("smtp://", "a@b.c"), ("mail.example.com", "a@b.c"), ("smtp://h:port", "a@b.c"),
        ("smtp://h", None), ("smtp://h", ""), ("smtp://h", "nobody"),
    ],
)  # fmt: skip
def test_settings_that_make_no_sense(url: str, sender: str | None, tmp_path: Path) -> None:
    with pytest.raises(MailError, match=r"SMTP_URL|MAIL_FROM"):
        open_postbox(url, sender, tmp_path)


def test_a_workspace_cannot_be_named_into_other_headers(tmp_path: Path) -> None:
    named = Invite("brand", "Brand <b>&", "in-1", "ann@example.com", "admin", NOW)
    mail = invite_mail("https://app.example.com", named, "code", "Bob")
    to, subject, text = read(Path(FolderPostbox(tmp_path).send(mail)).read_bytes())
    assert (to, subject) == ("ann@example.com", "Join Brand <b>& on OmniTrackIQ")
    assert "https://app.example.com/invite/code\n" in text
