"""Values from the wire arrive exactly or not at all."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.loading.projection import project
from pipelines.loading.table import Column, Kind, Table
from pipelines.loading.values import UnfitValueError, to_column
from tests.pipelines.loading.imaginary_source import connection

MONEY = Column("spend", "decimal")


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=6))
def test_money_text_arrives_exactly(amount: Decimal) -> None:
    assert to_column(MONEY, str(amount)) == amount


@given(st.integers(min_value=0, max_value=10**8), st.integers(min_value=0, max_value=6))
def test_a_json_number_keeps_the_digits_that_were_sent(units: int, places: int) -> None:
    sent = Decimal(units).scaleb(-places)
    assert to_column(MONEY, float(sent)) == sent


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-14, 14))
def test_times_arrive_in_utc(moment: datetime, offset: int) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(hours=offset)))
    assert to_column(Column("at", "timestamp"), zoned.isoformat()) == zoned.astimezone(UTC)


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("decimal", "1,234.56", "expected a number"),
        ("decimal", "1.0000001", "has more than 6 decimals"),
        ("decimal", "1e308", "has more than 18 digits"),
        ("decimal", "NaN", "is not a finite number"),
        ("decimal", float("inf"), "is not a finite number"),
        ("decimal", True, "expected a number"),
        ("bigint", "1.5", "expected a whole number"),
        ("bigint", 2**63, "does not fit 64 bits"),
        ("date", "2026-02-30", "expected a day as YYYY-MM-DD"),
        ("date", datetime(2026, 1, 1, tzinfo=UTC), "expected a day, got a time"),
        ("timestamp", "2026-03-01T10:00:00", "has no time zone"),
        ("timestamp", "yesterday", "expected a time as ISO 8601"),
        ("text", {"a": 1}, "expected a text, got a structure"),
        ("text", "a\x00b", "holds a NUL character"),
        ("bool", "yes", "expected true or false"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(kind: Kind, value: Any, reason: str) -> None:
    with pytest.raises(UnfitValueError, match=reason):
        to_column(Column("field", kind), value)


@pytest.mark.parametrize(
    "value", ["", "-0", "émoji 🕯", "\u202eright to left", "0012", "x" * 1_000_000, "12345678901234567890"]
)
def test_texts_are_kept_as_they_are(value: str) -> None:
    assert to_column(Column("name"), value) == value


@given(st.lists(st.one_of(st.none(), st.integers(-(10**9), 10**9).map(str), st.just("bad"), st.just(7)), max_size=20))
def test_projection_agrees_with_the_conversion_of_single_values(values: list[Any]) -> None:
    table = Table("numbers", (Column("position"), Column("amount", "decimal")), ("workspace_id", "position"))
    records = [{"position": str(index), "amount": value} for index, value in enumerate(values)]
    projection = project(connection("a"), table, records)
    good = [None if value is None else Decimal(value) for value in values if value != "bad"]
    assert projection.rows.column("amount").to_pylist() == good
    assert [reject.example for reject in projection.rejects] == ["bad"] * values.count("bad")


def test_a_record_with_two_faults_is_rejected_once_with_the_first_field() -> None:
    table = Table(
        "days",
        (Column("account_id"), Column("date_day", "date"), Column("spend", "decimal")),
        ("workspace_id", "account_id"),
    )
    projection = project(connection("a"), table, [{"account_id": "1", "date_day": "no", "spend": "no"}])
    assert [(reject.field, reject.covered_key) for reject in projection.rejects] == [("date_day", '["1"]')]
    assert projection.rows.num_rows == 0


def test_a_row_without_its_key_is_rejected() -> None:
    table = Table(
        "days", (Column("account_id"), Column("date_day", "date")), ("workspace_id", "account_id", "date_day")
    )
    projection = project(
        connection("a"), table, [{"account_id": "1", "date_day": date(2026, 1, 1)}, {"account_id": "1"}]
    )
    assert projection.rows.num_rows == 1
    assert projection.rejects[0].reason == "is missing"
