"""Mails reach a server or a folder, and settings that make no sense are one sentence."""

import email
import socket
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.accounts.email_addresses import checked_email
from omnitrackiq.accounts.errors import InvalidValueError
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


ENCODED = "=?utf-8?q?a=0d=0aBcc=3A_x=40example.net=0d=0a=0d=0aPay_here.?="


@pytest.mark.parametrize("name", [ENCODED, f"Ærø {ENCODED}", f"=={ENCODED}", "=?utf-8?q?plain?="])
def test_a_name_that_is_an_encoded_word_stays_one_line_of_text(tmp_path: Path, name: str) -> None:
    named = Invite("brand", name, "in-1", "ann@example.com", "admin", NOW)
    raw = Path(FolderPostbox(tmp_path).send(invite_mail("https://app.example.com", named, "code", "Bob"))).read_bytes()
    to, subject, text = read(raw)
    assert (to, subject) == ("ann@example.com", f"Join {name.replace('=?', '= ?')} on OmniTrackIQ")
    assert text.startswith("Bob invites you")
    assert "Bcc" not in email.message_from_bytes(raw)


@pytest.mark.parametrize("local", [ENCODED, "=?utf-8?q?bob=40example.net=2c?=", "a=?utf-8?q?b?=", "=?utf-8?q?=00?="])
def test_an_address_that_mail_programs_read_as_another_one_is_refused(local: str) -> None:
    with pytest.raises(InvalidValueError, match="not an e-mail address"):
        checked_email(f"{local}@example.com")


@given(st.text(st.sampled_from("aBq9=?_.+-'%"), min_size=1, max_size=20))
def test_mail_goes_to_every_address_that_is_accepted_and_to_no_other(local: str) -> None:
    try:
        address = checked_email(f"{local}@example.com")
    except InvalidValueError:
        return
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(FolderPostbox(Path(folder)).send(Mail(address, "Hello", "Hello"))).read_bytes()
    written = email.message_from_bytes(raw, policy=policy.default)["To"].addresses
    assert [each.addr_spec for each in written] == [address]


def test_a_workspace_cannot_be_named_into_other_headers(tmp_path: Path) -> None:
    named = Invite("brand", "Brand <b>&", "in-1", "ann@example.com", "admin", NOW)
    mail = invite_mail("https://app.example.com", named, "code", "Bob")
    to, subject, text = read(Path(FolderPostbox(tmp_path).send(mail)).read_bytes())
    assert (to, subject) == ("ann@example.com", "Join Brand <b>& on OmniTrackIQ")
    assert "https://app.example.com/invite/code\n" in text
