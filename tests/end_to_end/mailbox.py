"""The folder into which an installation without a mail server lays its mails."""

import email
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed


@retry(retry=retry_if_exception_type(StopIteration), stop=stop_after_delay(20), wait=wait_fixed(0.1), reraise=True)
def newest_link(home: Path, path: str) -> str:
    """The path of the newest mailed link that begins with ``path``; mails leave after the answer, so it waits."""
    mails = sorted((home / "outbox").glob("*.eml"), reverse=True)
    links = (
        urlsplit(line).path
        for mail in mails
        for line in _text(mail).splitlines()
        if line.startswith("http") and urlsplit(line).path.startswith(path)
    )
    return next(links)


def _text(mail: Path) -> str:
    body = email.message_from_bytes(mail.read_bytes(), policy=policy.default).get_body()
    return body.get_content() if body else ""
