"""Wire records to rows of the raw tables: TikTok's names stay, its placeholders become nulls, purchases are added."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Record = Mapping[str, Any]

MISSING = ("-", "")
PURCHASE_COUNT, PURCHASE_VALUE = "complete_payment", "total_complete_payment_rate"
"""Website purchases and their value. The second name misleads: it is the total value, no rate."""

_DIGITS = frozenset("123456789")
WINDOW_DAYS = {
    "ONE_DAY": 1,
    "SEVEN_DAYS": 7,
    "FOURTEEN_DAYS": 14,
    "TWENTY_EIGHT_DAYS": 28,
}


def object_row(account_id: str, record: Record) -> dict[str, Any]:
    """A campaign, ad group or ad of the account; its times are UTC."""
    times = {name: _utc(record[name]) for name in ("create_time", "modify_time") if name in record}
    return {**record, **times, "account_id": account_id}


def account_row(record: Record) -> dict[str, Any]:
    """The advertiser itself; ``create_time`` stays in Unix seconds."""
    return {**record, "account_id": str(record["advertiser_id"])}


def report_row(account_id: str, record: Record) -> dict[str, Any]:
    """A row of a report, its dimensions and metrics side by side, with its canonical purchases.

    The metrics themselves become the row: to copy those of every record is an eighth of all reading.
    """
    dimensions = record.get("dimensions") or {}
    metrics = record.get("metrics") or {}
    values = metrics.values()
    if "-" in values or "" in values:
        metrics = {name: None if value in MISSING else value for name, value in metrics.items()}
    count, value = metrics.get(PURCHASE_COUNT), metrics.get(PURCHASE_VALUE)
    row: dict[str, Any] = metrics
    row.update(dimensions)
    row["account_id"] = account_id
    row["date_day"] = str(dimensions.get("stat_time_day") or dimensions.get("stat_time_hour"))[:10]
    row["purchases"] = count or "0"
    row["purchase_value"] = value or "0"
    row["purchase_source"] = PURCHASE_COUNT if _is_positive(count) or _is_positive(value) else None
    return row


def hour_row(account_id: str, zone: str, record: Record) -> dict[str, Any]:
    """A report row of one hour of the account's ``zone`` (IANA), with the moment that the hour began.

    An hour that a clock change repeats counts as its first run, since TikTok has one row for both.
    """
    row = report_row(account_id, record)
    try:
        began = datetime.fromisoformat(str(row.get("stat_time_hour"))).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return row | {"hour_of_day": row.get("stat_time_hour")}
    return row | {"hour_of_day": began.hour, "hour_start": began.astimezone(UTC).isoformat()}


def attribution_days(ad_groups: Iterable[Record]) -> int:
    """The longest attribution window of the ad groups in days, 0 when none is known."""
    names = ("click_attribution_window", "view_attribution_window")
    return max((WINDOW_DAYS.get(str(group.get(name)), 0) for group in ad_groups for name in names), default=0)


def _utc(text: Any) -> str | None:
    return f"{text}+00:00" if text else None


def _is_positive(text: Any) -> bool:
    return text is not None and not _DIGITS.isdisjoint(str(text))
