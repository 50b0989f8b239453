"""What must never reach the warehouse: names, addresses, phones and e-mails of shoppers, wherever they hide."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pipelines.loading.personal_texts import clean_url, without_addresses

_PERSONAL_KEY = re.compile(
    r"e-?mail|phone|first_?name|last_?name|address|street|^city$|^zip$|post(al)?_?code|latitude|longitude"
    r"|^note$|credit_?card_(name|number|bin)|account_?number|browser_ip|client_?ip|client_details|receipt_?json"
    r"|status_?(page_)?url|password|^customer$",
    re.IGNORECASE,
)
_KEPT_OF_ADDRESSES = ("countryCodeV2", "country_code", "provinceCode", "province_code")
_TRACKING_ATTRIBUTE = re.compile(
    r"^_?(utm_\w+|gclid|gbraid|wbraid|fbclid|fbc|fbp|ttclid|msclkid|landing_(page|site)|referr(er|ing_site))$",
    re.IGNORECASE,
)


def without_personal_data(value: Any) -> Any:
    """Any JSON value with personal fields emptied, at every depth; e-mail addresses in texts are blotted out."""
    if isinstance(value, dict):
        return {
            key: _country_codes(item) if _is_personal_key(key) else without_personal_data(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [without_personal_data(item) for item in value]
    return without_addresses(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def _is_personal_key(key: str) -> bool:
    return bool(_PERSONAL_KEY.search(key))


def _country_codes(value: Any) -> dict[str, Any] | None:
    """What may stay of an address: its country and province codes."""
    codes = {name: value[name] for name in _KEPT_OF_ADDRESSES if value.get(name)} if isinstance(value, Mapping) else {}
    return codes or None


def tracking_attributes(attributes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Of the attributes a shop writes on orders, those that track where the shopper came from."""
    kept = {}
    for attribute in attributes:
        key, value = str(attribute.get("key") or ""), attribute.get("value")
        if _TRACKING_ATTRIBUTE.match(key) and value:
            kept[key] = clean_url(str(value)) or ""
    return kept
