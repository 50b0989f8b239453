"""One canonical purchase per row: Meta lists a purchase under several action types, which must never be added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TIERS: tuple[tuple[str, str], ...] = (
    ("omni_purchase", "omni_purchase"),
    ("purchase", "purchase"),
    ("pixel", "offsite_conversion.fb_pixel_purchase"),
    ("onsite", "onsite_conversion.purchase"),
    ("app", "app_custom_event.fb_mobile_purchase"),
    ("web_app", "onsite_web_app_purchase"),
    ("web", "onsite_web_purchase"),
)
"""Name of the rule and the action type it takes: the first type present counts, for number and value alike."""


@dataclass(frozen=True, slots=True)
class Purchases:
    """Count and value (account currency) in the default attribution window; ``source`` names the rule, None: none."""

    count: Decimal
    value: Decimal
    source: str | None


def canonical_purchases(record: Mapping[str, Any]) -> Purchases:
    """The purchases of an insights record, from its ``actions`` and ``action_values``."""
    counts, values = _by_type(record.get("actions")), _by_type(record.get("action_values"))
    for found in (counts, values):
        for source, action_type in TIERS:
            if action_type in found:
                zero = Decimal(0)
                return Purchases(counts.get(action_type, zero), values.get(action_type, zero), source)
    return Purchases(Decimal(0), Decimal(0), None)


def _by_type(entries: Iterable[Mapping[str, Any]] | None) -> dict[str, Decimal]:
    """Values by action type; entries that further breakdowns tore apart are added up again."""
    sums: dict[str, Decimal] = {}
    for entry in entries or ():
        action_type = entry["action_type"]
        sums[action_type] = sums.get(action_type, Decimal(0)) + Decimal(str(entry.get("value") or 0))
    return sums
