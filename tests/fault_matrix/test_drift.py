"""R5 and R5b: fields that come, go and change, and values that nobody expects.

What is new loads and is kept; what no longer fits is quarantined with field and example, and what was loaded stays.
"""

import json
from decimal import Decimal
from typing import Any

import pytest

from pipelines.loading.projection import FEWEST_BROKEN
from tests.fault_matrix.conftest import Clock
from tests.fault_matrix.served import ServedPlatform
from tests.fault_matrix.test_transport import assert_one_sentence

LONG = "n" * 300
ADDITIONS: dict[str, dict[str, Any]] = {
    "new column": {"brand_new": "7"},
    "new nested field": {"brand_new": {"deep": [{"er": 1}]}},
    "quotes in the name": {"a \"quoted\" 'name'; drop table x --": "1"},
    "unicode in the name": {"größe_🌱_\u202e": "1"},
    "300 characters": {LONG: "1"},
    "names that differ in case": {"Novel": "1", "NOVEL": "2", "novel": "3"},
    "reserved words": {"select": "1", "table": "2", "user": "3"},
    "our own names": {"workspace_id": "other", "_dlt_load_id": "1", "_is_marker": True},
    "nothing": {"novel": None},
}
# Of every platform with records of its own fields: a field that each of its daily records has.
REPORT_FIELDS = {"facebook_ads": ("ad_insights", "impressions"), "tiktok_ads": ("ad_insights", "impressions")}


def without_extra(reading: Any, table: str) -> list[dict[str, Any]]:
    return [{**row, "extra": None} for row in reading.tables[table]]


@pytest.fixture(autouse=True)
def quick(clock: Clock) -> None:
    """No waiting in this module."""


@pytest.mark.parametrize("addition", ADDITIONS.values(), ids=ADDITIONS)
@pytest.mark.parametrize("platform", REPORT_FIELDS, indirect=True)
def test_what_is_new_loads_beside_what_is_known(platform: ServedPlatform, addition: dict[str, Any]) -> None:
    table, field = REPORT_FIELDS[platform.platform.name]
    platform.plan(kind="edit", edits=[{"field": field, "beside": addition}], times=10)
    reading = platform.read()
    assert (reading.status, reading.message) == ("ok", "")
    assert without_extra(reading, table) == without_extra(platform.truth, table)
    kept = [json.loads(row["extra"]) for row in reading.tables[table]]
    own = {"workspace_id", "_dlt_load_id", "_is_marker"}
    assert all(extra.get(name) == value for extra in kept for name, value in addition.items() if name not in own)
    assert {row["workspace_id"] for row in reading.tables[table]} == {"alpha"}


@pytest.mark.parametrize("platform", REPORT_FIELDS, indirect=True)
def test_personal_data_in_a_new_column_is_not_kept(platform: ServedPlatform) -> None:
    table, field = REPORT_FIELDS[platform.platform.name]
    planted = {
        "email": "canaria@example.com",
        "buyer": {"firstName": "Canaria", "phone_number": "+49 170 1234567", "street": "Canary Road 7"},
        "remark": "ask canaria@example.com",
    }
    platform.plan(kind="edit", edits=[{"field": field, "beside": planted}], times=10)
    reading = platform.read()
    assert reading.status == "ok"
    held = repr(reading.tables).lower()
    assert not any(word in held for word in ("canaria", "canary", "1234567"))
    assert json.loads(reading.tables[table][0]["extra"])["remark"] == "ask ***"


@pytest.mark.parametrize(
    ("platform", "table", "path", "field", "value"),
    [
        ("facebook_ads", "campaigns", "/campaigns", "effective_status", "FROZEN_BY_META"),
        ("tiktok_ads", "campaigns", "campaign/get", "operation_status", "FROZEN"),
    ],
    indirect=["platform"],
)
def test_a_new_value_of_an_enumeration_is_a_value(
    platform: ServedPlatform, table: str, path: str, field: str, value: str
) -> None:
    platform.plan(match=path, kind="edit", edits=[{"field": field, "value": value}])
    reading = platform.read()
    assert reading.status == "ok"
    assert {row[field] for row in reading.tables[table]} == {value}


BREAKS: dict[str, tuple[dict[str, Any], str]] = {
    "removed": ({"field": "spend", "drop": True}, "spend"),
    "renamed": ({"field": "spend", "name": "cost"}, "spend"),
    "number to text": ({"field": "spend", "value": "plenty"}, "spend"),
    "number to object": ({"field": "spend", "value": {"amount": "1"}}, "spend"),
    "count to text": ({"field": "impressions", "value": "many"}, "impressions"),
    "id to object": ({"field": "ad_id", "value": {"id": "1"}}, "ad_id"),
    "id to a fraction": ({"field": "ad_id", "value": 1.2345678901234568e20}, "ad_id"),
    "id to null": ({"field": "ad_id", "value": None}, "ad_id"),
}


@pytest.mark.parametrize(("edit", "field"), BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize("platform", REPORT_FIELDS, indirect=True)
def test_a_break_is_quarantined_and_replaces_nothing(
    platform: ServedPlatform, edit: dict[str, Any], field: str
) -> None:
    platform.plan(kind="edit", edits=[edit], times=10)
    reading = platform.read()
    assert reading.status == "failed"
    assert_one_sentence(reading)
    assert platform.platform.name in reading.message
    assert f"ad_insights can be read, for {field} " in reading.message
    assert reading.tables["ad_insights"] == []
    assert all(window["stream"] != "ad_insights" for window in reading.tables["load_windows"])
    rejected = reading.tables["rejected_records"]
    assert {(row["table_name"], row["field"]) for row in rejected} == {("ad_insights", field)}
    assert len(rejected) >= FEWEST_BROKEN
    assert all(json.loads(row["record"]) for row in rejected)


VALUES: dict[str, tuple[str, Any, Any]] = {
    # field, the value on the wire, what is stored (an exception: why it is not)
    "thousands with a comma": ("spend", "1,234.56", ValueError("expected a number")),
    "thousands with a point": ("spend", "1.234,56", ValueError("expected a number")),
    "negative spend": ("spend", "-12.34", Decimal("-12.340000")),
    "six decimals": ("spend", "0.000001", Decimal("0.000001")),
    "seven decimals": ("spend", "0.0000001", ValueError("more than 6 decimals")),
    "a float": ("spend", 12.34, Decimal("12.340000")),
    "1e308": ("spend", 1e308, ValueError("more than 18 digits")),
    "minus zero": ("spend", "-0", Decimal(0)),
    "an empty amount": ("spend", "", ValueError("expected a number")),
    "not a number": ("spend", "NaN", ValueError("not a finite number")),
    "infinity": ("spend", "Infinity", ValueError("not a finite number")),
    "true": ("spend", True, ValueError("expected a number")),
    "clicks beyond 64 bits": ("clicks", str(2**63), ValueError("does not fit 64 bits")),
    "clicks with a fraction": ("clicks", "1.5", ValueError("expected a whole number")),
    "id beyond 2^53": ("ad_id", 9007199254740993, "9007199254740993"),
    "id with leading zeros": ("ad_id", "000123", "000123"),
    "empty name": ("ad_name", "", ""),
    "emoji": ("ad_name", "👩‍👩‍👧 春", "👩‍👩‍👧 春"),
    "right to left": ("ad_name", "\u202eمرحبا", "\u202eمرحبا"),
    "NUL": ("ad_name", "a\x00b", ValueError("NUL")),
    "1 MB name": ("ad_name", "x" * 1_000_000, "x" * 1_000_000),
    "a formula": ("ad_name", "=1+1", "=1+1"),
    "no day": ("date_start", "2026-02-30", ValueError("expected a day")),
    "29 February": ("date_start", "2025-02-29", ValueError("expected a day")),
    "year zero": ("date_start", "0000-01-01", ValueError("expected a day")),
    "day and month swapped": ("date_start", "20/03/2026", ValueError("expected a day")),
}


@pytest.mark.parametrize(("field", "sent", "stored"), VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("platform", ["facebook_ads"], indirect=True)
def test_a_value_is_stored_exactly_or_quarantined_with_its_reason(
    platform: ServedPlatform, field: str, sent: Any, stored: Any
) -> None:
    platform.plan(kind="edit", edits=[{"field": field, "value": sent, "most": 1}])
    reading = platform.read()
    assert (reading.status, reading.message) == ("ok", "")
    truth = platform.truth.tables["ad_insights"]
    rows, rejected = reading.tables["ad_insights"], reading.tables["rejected_records"]
    if isinstance(stored, ValueError):
        (reject,) = rejected
        assert len(rows) == len(truth) - 1
        assert reject["field"] == {"date_start": "date_day"}.get(field, field)
        assert str(stored) in reject["reason"]
        assert len(reject["example"]) <= 200
    else:
        assert not rejected
        (changed,) = [row for row in rows if row not in truth]
        assert changed[field] == stored
        assert type(changed[field]) is type(stored)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2019-01-01"])
@pytest.mark.parametrize("platform", ["facebook_ads"], indirect=True)
def test_a_day_that_was_not_asked_for_replaces_nothing(platform: ServedPlatform, day: str) -> None:
    platform.plan(kind="edit", edits=[{"field": "date_start", "value": day, "most": 1}])
    reading = platform.read()
    assert reading.status == "failed"
    assert_one_sentence(reading)
    assert reading.tables["ad_insights"] == []
