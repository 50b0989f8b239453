"""Mail: sent through a server, or laid into a folder where there is none."""

import os
import secrets
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from omnitrackiq.errors import ExpectedError

_TIMEOUT_SECONDS = 20
_FOLDER_SENDER = "OmniTrackIQ <no-reply@localhost>"


class MailError(ExpectedError):
    """A mail cannot be sent, or the settings for it make no sense."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A plain mail to one address. Its text may hold a link that lets its reader in."""

    to: str
    subject: str
    text: str = field(repr=False)


class Postbox(Protocol):
    """Where mails are given up."""

    def send(self, mail: Mail) -> str:
        """Send ``mail`` and say where it went; raises MailError."""


@dataclass(frozen=True, slots=True)
class FolderPostbox:
    """Lays each mail into ``folder`` as a file that only its owner may read."""

    folder: Path

    def send(self, mail: Mail) -> str:
        now = datetime.now(UTC)
        path = self.folder / f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_message(mail, _FOLDER_SENDER, now).as_bytes())
            path.with_suffix(".new").rename(path)
        except OSError as error:
            raise MailError(f"The mail cannot be laid into {self.folder}: {error.strerror}.") from error
        return str(path)


@dataclass(frozen=True, slots=True)
class SmtpPostbox:
    """Sends through the server at ``url``: smtps:// is encrypted from the start, smtp:// as soon as the server can."""

    url: str = field(repr=False)
    sender: str

    def send(self, mail: Mail) -> str:
        parts = urlsplit(self.url)
        try:
            with self._open(parts) as server:
                if parts.username:
                    server.login(unquote(parts.username), unquote(parts.password or ""))
                server.send_message(_message(mail, self.sender, datetime.now(UTC)))
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"The mail server {parts.hostname} did not take the mail: {_reason(error)}.") from error
        return str(parts.hostname)

    def _open(self, parts: SplitResult) -> smtplib.SMTP:
        host, context = str(parts.hostname), ssl.create_default_context()
        if parts.scheme == "smtps":
            return smtplib.SMTP_SSL(host, parts.port or 465, timeout=_TIMEOUT_SECONDS, context=context)
        server = smtplib.SMTP(host, parts.port or 587, timeout=_TIMEOUT_SECONDS)
        try:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif not _is_loopback(host):
                raise smtplib.SMTPException("it offers no encryption")
        except BaseException:
            server.close()
            raise
        return server


def open_postbox(smtp_url: str | None, mail_from: str | None, home: Path) -> Postbox:
    """The postbox of the settings: the server, or without one the folder ``outbox`` in the home. Raises MailError."""
    if smtp_url is None:
        return FolderPostbox(home / "outbox")
    try:
        parts = urlsplit(smtp_url)
        usable = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise MailError("SMTP_URL is not an address such as smtp://user:password@mail.example.com:587.")
    if "@" not in parseaddr(mail_from or "")[1]:
        raise MailError("MAIL_FROM must say who mails come from, as in OmniTrackIQ <hello@example.com>.")
    return SmtpPostbox(smtp_url, str(mail_from))


def _message(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, mail.to
    # "=?" begins an encoded word, which may hold anything, such as line breaks and further headers.
    message["Subject"] = mail.subject.replace("=?", "= ?")
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    # Links must arrive whole: lines are neither folded nor rewritten.
    message.set_content(mail.text, cte="base64")
    return message


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it refuses the address"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
