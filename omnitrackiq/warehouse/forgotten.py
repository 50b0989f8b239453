"""Shoppers who asked to be forgotten: other keys in place of theirs, and addresses without what told them apart."""

import hashlib
import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit, urlunsplit

_KEPT_PARAMETER = re.compile(r"utm_\w+", re.ASCII)
_CLICK_ID = re.compile(r"gclid|gbraid|wbraid|dclid|fbclid|ttclid|msclkid|srsltid", re.ASCII)
_ERASED = "erased"


class Forgotten:
    """Who is forgotten in a workspace: the digest of a key leads to the key that stands in for it.

    An order leads to nothing: its id stays, what tells of the shopper goes. Nobody is forgotten by default.
    """

    def __init__(self, replacements: Mapping[str, str] | None = None) -> None:
        self._replacements = dict(replacements or {})
        self._stand_ins = {key for key in self._replacements.values() if key}

    def __bool__(self) -> bool:
        return bool(self._replacements)

    def instead_of(self, key: str) -> str:
        """The key that is stored for ``key``: itself, or what stands in for it."""
        return self._replacements.get(digest_of(key), key) if self._replacements else key

    def is_stand_in(self, key: str | None) -> bool:
        """Whether ``key`` stands in for somebody who is forgotten."""
        return key in self._stand_ins

    def is_order(self, order_id: str) -> bool:
        """Whether the order's shopper is forgotten."""
        return bool(self._replacements) and digest_of_order(order_id) in self._replacements


def digest_of(key: str) -> str:
    """What is remembered of a key, so that it is known again when it comes back."""
    return hashlib.sha256(key.encode()).hexdigest()


def digest_of_order(order_id: str) -> str:
    """What is remembered of an order whose shopper is forgotten."""
    return digest_of(f"order {order_id}")


def new_replacements(keys: Iterable[str], order_ids: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """``known`` replacements and chance ones for those ``keys`` that neither have one nor are one."""
    stand_ins = set(known.values())
    fresh = {digest_of(key): secrets.token_hex(32) for key in keys if key not in stand_ins}
    orders = {digest_of_order(order_id): "" for order_id in order_ids}
    return {**fresh, **orders, **known}


def url_without_traces(url: str | None) -> str | None:
    """A URL that leads to the same page from the same campaign, and tells visitors apart no more.

    The kind of a click id stays, its value goes; so do all parameters but those of campaigns, and the fragment.
    """
    if not url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    kept = [
        f"{name}={_ERASED if _CLICK_ID.fullmatch(name) else value}"
        for name, _, value in pairs
        if _KEPT_PARAMETER.fullmatch(name) or _CLICK_ID.fullmatch(name)
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "&".join(kept), ""))


def rows_without_traces(
    rows: Iterable[Mapping[str, object]], columns: Collection[str], emptied: Collection[str]
) -> list[dict[str, object]]:
    """Rows as a source makes them, of forgotten shoppers: URLs cleaned, ``emptied`` and undeclared fields gone."""
    return [
        {name: _without_traces(name, value, emptied) for name, value in row.items() if name in columns} for row in rows
    ]


def _without_traces(name: str, value: object, emptied: Collection[str]) -> object:
    if name in emptied:
        return None
    return url_without_traces(value) if name in URL_COLUMNS and isinstance(value, str) else value


URL_COLUMNS = ("landing_page", "referrer_url", "page_location", "page_referrer")
"""Columns that hold addresses which a shopper visited or came from."""

CLICK_COLUMNS = ("gclid", "dclid", "srsltid")
"""Columns that hold click ids; that there was one decides the channel, so they are overwritten, not emptied."""

TELLING_COLUMNS = ("custom_attributes", "referral_code", "source_description", "params", "extra")
"""Columns that may hold anything, and that no model reads."""
