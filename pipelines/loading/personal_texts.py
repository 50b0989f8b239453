"""E-mail addresses and other personal values in texts and URLs, which no pipeline may let through."""

import re
from functools import lru_cache
from urllib.parse import unquote_plus

_EMAIL = re.compile(r"[^\s@/?&=<>\"',;:]+(?:@|%40)[^\s@/?&=<>\"',;:]+\.[^\s@/?&=<>\"',;:.]{2,}", re.IGNORECASE)
_PERSONAL_PARAMETER = re.compile(r"^(e-?mail|mail|phone|tel|name|first_?name|last_?name|address|zip)$", re.IGNORECASE)


def without_addresses(text: str) -> str:
    """``text`` with e-mail addresses blotted out."""
    return _EMAIL.sub("***", text) if "@" in text or "%40" in text else text


def clean_url(url: str | None) -> str | None:
    """A URL without query parameters that hold an e-mail address or are named after a person's data."""
    if not url:
        return None
    head, mark, query = url.partition("?")
    if not mark:
        return without_addresses(url)
    query, hash_mark, fragment = query.partition("#")
    kept = [part for part in query.split("&") if not _is_personal_parameter(part)]
    return without_addresses(head) + ("?" + "&".join(kept) if kept else "") + hash_mark + without_addresses(fragment)


def _is_personal_parameter(part: str) -> bool:
    return _holds_address(part) or _is_personal_name(part.partition("=")[0])


@lru_cache(maxsize=4096)
def _is_personal_name(name: str) -> bool:
    return bool(_PERSONAL_PARAMETER.match(unquote_plus(name)))


def _holds_address(part: str) -> bool:
    may_hold_one = "@" in part or "%" in part
    return may_hold_one and bool(_EMAIL.search(unquote_plus(unquote_plus(part))))
