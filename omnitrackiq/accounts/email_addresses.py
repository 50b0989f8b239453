"""E-mail addresses in the one form in which they are stored and compared."""

import re
import unicodedata

from omnitrackiq.accounts.errors import InvalidValueError

_PART = r"[^\s@<>()\[\]\\,;:\"]+"
# Mail programs read "=?" as the beginning of an encoded word, which may hold anything: line breaks, another address.
_ADDRESS = re.compile(rf"(?!.*=\?){_PART}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")


def checked_email(address: str) -> str:
    """``address`` in lower case with its domain in ASCII; raises InvalidValueError unless mail could reach it."""
    local, _, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    try:
        cleaned = f"{local}@{domain.encode('idna').decode()}" if domain else ""
    except UnicodeError:
        cleaned = ""
    if len(cleaned) > 254 or len(local.encode()) > 64 or not cleaned.isprintable() or not _ADDRESS.fullmatch(cleaned):
        raise InvalidValueError("That is not an e-mail address such as name@example.com.")
    return cleaned


def tries_subject(address: str) -> str:
    """What tries for ``address`` are counted under: one text for one mailbox; what is no address counts as typed."""
    try:
        return checked_email(address)
    except InvalidValueError:
        return address.strip().lower()
