"""E-mail addresses and other personal values in texts and URLs, which no pipeline may let through."""

import re
from urllib.parse import unquote_plus

_EMAIL = re.compile(r"[^\s@/?&=<>\"',;:]+(?:@|%40)[^\s@/?&=<>\"',;:]+\.[^\s@/?&=<>\"',;:.]{2,}", re.IGNORECASE)
_PERSONAL_PARAMETER = re.compile(r"^(e-?mail|mail|phone|tel|name|first_?name|last_?name|address|zip)$", re.IGNORECASE)


def without_addresses(text: str) -> str:
    """``text`` with e-mail addresses blotted out."""
    return _EMAIL.sub("***", text) if "@" in text or "%40" in text else text


def clean_url(url: str | None) -> str | None:
    """A URL without query values that look like an e-mail address or are named after a person's data."""
    if not url:
        return None
    head, mark, query = url.partition("?")
    if not mark:
        return without_addresses(url)
    query, hash_mark, fragment = query.partition("#")
    kept = [part for part in query.split("&") if not _is_personal_parameter(part)]
    return without_addresses(head) + ("?" + "&".join(kept) if kept else "") + hash_mark + without_addresses(fragment)


def _is_personal_parameter(part: str) -> bool:
    name, _, value = part.partition("=")
    decoded = unquote_plus(unquote_plus(value))
    return bool(_PERSONAL_PARAMETER.match(unquote_plus(name)) or _EMAIL.search(decoded))
