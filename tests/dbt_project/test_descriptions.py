"""A mart needs no other page to be understood: every column says its unit and where its values come from."""

import re

import pytest
from dbt.artifacts.resources import ColumnInfo
from dbt.contracts.graph.manifest import Manifest

from tests.dbt_project.test_project import marts

SOURCES = re.compile(
    r"Shopify|ad platform|Google Analytics|European Central Bank|sync ledger|load ledger|workspace settings|seed \w+"
    r"|quarantine\.\w+|default model|uploaded"
)
CURRENCIES = re.compile(r"(workspace|account|shop) currency|shop money")
COUNTS_WITH_FRACTIONS = re.compile(r"conversions|events|orders|quantity|weight|share|days")
COUNTED = re.compile(r"\w+s\b|\w+ - \w+", re.IGNORECASE)


def faults(column: ColumnInfo, names: set[str]) -> list[str]:
    """What the description of ``column`` leaves open; ``names`` are the columns of its mart."""
    text, kind = " ".join(column.description.split()), (column.data_type or "").lower()
    derived = set(re.findall(r"\w+", text)) & (names - {column.name})
    needs = {
        "the source of its values, or the columns they are made of": bool(derived or SOURCES.search(text)),
        "the currency": not kind.startswith("decimal(18")
        or bool(CURRENCIES.search(text) or COUNTS_WITH_FRACTIONS.search(column.name)),
        "which units per which": not kind.startswith("decimal(24") or "per unit of" in text,
        "in whose time zone the day is": kind != "date" or "zone" in text or "UTC" in text,
        "that the moment is in UTC": not kind.startswith("timestamp") or "UTC" in text,
        "the quotient it is": not kind.startswith("double") or " / " in text,
        "what is counted": kind != "bigint" or bool(COUNTED.search(text)),
    }
    return [need for need, is_met in needs.items() if not is_met]


def test_every_column_says_its_unit_and_its_source(manifest: Manifest) -> None:
    silent = [
        f"{mart.name}.{column.name} does not say {', '.join(found)}: {column.description}"
        for mart in marts(manifest)
        for column in mart.columns.values()
        if column.name != "workspace_id" and (found := faults(column, set(mart.columns)))
    ]
    assert silent == [], "\n".join(["", *silent])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("decimal(18, 6)", "What the platform charged (ad platform)."),
        ("decimal(18, 6)", "What was charged, in workspace currency."),
        ("date", "The day (Shopify)."),
        ("timestamp with time zone", "When it was placed (Shopify)."),
        ("double precision", "Return on ad spend (ad platform)."),
        ("text", "The name."),
    ],
)
def test_a_description_that_leaves_something_open_is_found(kind: str, text: str) -> None:
    assert faults(ColumnInfo(name="amount", description=text, data_type=kind), {"amount"})
