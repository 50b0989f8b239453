"""What a connection to each source consists of: its settings, its accounts and its secrets."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.warehouse.currencies import CURRENCIES


@dataclass(frozen=True, slots=True)
class ConfigField:
    """A setting of a connection: what it must look like, and whether it is a list ("a,b" on the command line)."""

    name: str
    pattern: str
    example: str
    many: bool = False
    number: bool = False
    drop: str = ""
    """Characters or a prefix that people copy along with an id, as a regular expression."""


@dataclass(frozen=True, slots=True)
class ConnectionKind:
    """A source from the side of whoever connects it.

    ``account`` names its accounts. Any one of ``secret_sets`` is enough; ``app_secrets`` belong to the installation
    (the OAuth app) and may be left out where its settings have them.
    """

    source: str
    title: str
    account: ConfigField
    secret_sets: tuple[tuple[str, ...], ...] = ((),)
    app_secrets: tuple[str, ...] = ()
    optional: tuple[ConfigField, ...] = ()

    def config(self, given: Mapping[str, Any], *, complete: bool = True) -> dict[str, Any]:
        """``given`` checked and in its one form; raises InvalidValueError.

        Unless it has to be ``complete``, the accounts may be missing: a draft is tested to learn which there are.
        """
        fields = {field.name: field for field in (self.account, *self.optional, *_FOR_ALL)}
        unknown = sorted(given.keys() - fields.keys())
        if unknown:
            raise InvalidValueError(f"{self.title} has no setting {unknown[0]}: it has {', '.join(fields)}.")
        if complete and self.account.name not in given:
            raise InvalidValueError(
                f"{self.title} needs the setting {self.account.name}, for example {self.account.example}."
            )
        return {name: _checked(fields[name], value) for name, value in given.items()}

    def secrets(self, given: Mapping[str, str]) -> dict[str, str]:
        """``given`` without outer blanks; raises InvalidValueError when one is unknown, empty or missing."""
        known = {name for names in self.secret_sets for name in names} | set(self.app_secrets)
        unknown = sorted(given.keys() - known)
        if unknown:
            allowed = ", ".join(sorted(known)) or "none"
            raise InvalidValueError(f"{self.title} has no secret {unknown[0]}; its secrets: {allowed}.")
        cleaned = {name: value.strip() for name, value in given.items()}
        empty = sorted(name for name, value in cleaned.items() if not value)
        if empty:
            raise InvalidValueError(f"The secret {empty[0]} is empty.")
        if not any(set(names) <= cleaned.keys() for names in self.secret_sets):
            wanted = " or ".join(" and ".join(names) for names in self.secret_sets)
            raise InvalidValueError(f"{self.title} needs the secret {wanted}.")
        return cleaned

    def accounts(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """The accounts that a checked ``config`` connects; none in a draft without its choice."""
        value = config.get(self.account.name, [])
        return (value,) if isinstance(value, str) else tuple(value)


def connection_kind(source: str) -> ConnectionKind:
    """The kind of ``source``; raises InvalidValueError for an unknown one."""
    if source not in CONNECTION_KINDS:
        raise InvalidValueError(f"There is no source {source!r}; the sources are {', '.join(CONNECTION_KINDS)}.")
    return CONNECTION_KINDS[source]


def _checked(field: ConfigField, value: Any) -> Any:
    if field.many:
        values = value.split(",") if isinstance(value, str) else value
        if not isinstance(values, Sequence):
            raise InvalidValueError(f"The setting {field.name} is a list, for example {field.example}.")
        checked = list(dict.fromkeys(_one(field, item) for item in values if str(item).strip()))
        if not checked:
            raise InvalidValueError(f"The setting {field.name} is empty; an example is {field.example}.")
        return checked
    return _one(field, value)


def _one(field: ConfigField, value: Any) -> Any:
    text = re.sub(field.drop, "", str(value).strip()) if field.drop else str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(field.pattern, text, re.ASCII):
        raise InvalidValueError(f"The setting {field.name} cannot be {str(value)!r}; an example is {field.example}.")
    return int(text) if field.number else text


_FOR_ALL = (
    ConfigField("api_version", r"[A-Za-z0-9._-]{1,20}", "v25.0"),
    ConfigField("lookback_days", r"[1-9][0-9]{0,3}", "28", number=True),
    ConfigField("backfill_days", r"[1-9][0-9]{0,3}", "365", number=True),
    ConfigField("streams_off", r"[a-z][a-z_]{0,39}", "search_terms,hourly", many=True),
)
_GOOGLE_APP = ("client_id", "client_secret")

CONNECTION_KINDS: Mapping[str, ConnectionKind] = {
    kind.source: kind
    for kind in (
        ConnectionKind(
            "facebook_ads",
            "Facebook Ads",
            ConfigField("account_ids", r"[0-9]{1,32}", "1234567890", many=True, drop=r"^act_"),
            secret_sets=(("access_token",),),
        ),
        ConnectionKind(
            "google_ads",
            "Google Ads",
            ConfigField("customer_ids", r"[0-9]{1,20}", "123-456-7890", many=True, drop="-"),
            secret_sets=(("refresh_token",),),
            app_secrets=(*_GOOGLE_APP, "developer_token"),
            optional=(ConfigField("login_customer_id", r"[0-9]{1,20}", "123-456-7890", drop="-"),),
        ),
        ConnectionKind(
            "tiktok_ads",
            "TikTok Ads",
            ConfigField("advertiser_ids", r"[0-9]{1,32}", "7012345678901234567", many=True),
            secret_sets=(("access_token",),),
        ),
        ConnectionKind(
            "shopify",
            "Shopify",
            ConfigField("shop", r"[a-z0-9][a-z0-9-]{0,61}\.myshopify\.com", "brand.myshopify.com"),
            secret_sets=(
                ("access_token",),
                ("access_token", "refresh_token", "expires_at"),
                ("client_id", "client_secret"),
            ),
        ),
        ConnectionKind(
            "ga4",
            "Google Analytics 4",
            ConfigField("property_id", r"[0-9]{1,32}", "123456789", drop=r"^properties/"),
            secret_sets=(("refresh_token",), ("service_account_json",)),
            app_secrets=_GOOGLE_APP,
            optional=(ConfigField("bigquery_project", r"[a-z][a-z0-9.:-]{4,60}[a-z0-9]", "my-project-123456"),),
        ),
        ConnectionKind(
            "exchange_rates",
            "Exchange rates",
            ConfigField("currency", "|".join(sorted(CURRENCIES)), "EUR"),
        ),
    )
}
