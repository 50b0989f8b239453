"""What an integrated report call asks for, checked against the platform's rules."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.tiktok_ads.account_view import Kind
from sandbox.tiktok_ads.audience import SHARES
from sandbox.tiktok_ads.errors import bad_parameter
from sandbox.tiktok_ads.metrics import DEFAULT_METRICS, METRICS, PURCHASES
from sandbox.tiktok_ads.parameters import Parameters

LEVELS = {
    "AUCTION_ADVERTISER": ("advertiser_id",),
    "AUCTION_CAMPAIGN": ("campaign_id",),
    "AUCTION_ADGROUP": ("adgroup_id",),
    "AUCTION_AD": ("ad_id", "ad_id_v2"),
}
ID_DIMENSIONS = tuple(name for names in LEVELS.values() for name in names)
TIMES = ("stat_time_day", "stat_time_hour")
LONGEST = {"stat_time_day": 30, "stat_time_hour": 1, None: 365}
STATUS_FIELDS: dict[str, Kind] = {"campaign_status": "CAMPAIGN", "adgroup_status": "ADGROUP", "ad_status": "AD"}
ID_FIELDS: dict[str, Kind] = {"campaign_ids": "CAMPAIGN", "adgroup_ids": "ADGROUP", "ad_ids": "AD"}
LARGEST_ID_FILTER = 100


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """A checked report call: days are inclusive and in the account's zone; None means the account's whole life."""

    level: str
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    days: tuple[date, date] | None
    statuses: dict[Kind, list[str]]
    ids: dict[Kind, list[str]]
    order: tuple[str, bool] | None

    @property
    def time(self) -> str | None:
        return next((name for name in self.dimensions if name in TIMES), None)

    @property
    def cells(self) -> tuple[str, ...]:
        """The dimensions that cut a row by fixed shares."""
        return tuple(name for name in self.dimensions if name in SHARES)


def report_query(parameters: Parameters) -> ReportQuery:
    """The question; raises code 40002 for what the platform refuses."""
    kind = parameters.text("report_type")
    if kind not in {"BASIC", "AUDIENCE"}:
        raise bad_parameter("report_type: Not a valid choice.")
    level = parameters.text("data_level", "" if parameters.values.get("data_level") else "AUCTION_AD")
    if level not in LEVELS:
        raise bad_parameter("data_level: Not a valid choice.")
    dimensions = tuple(parameters.texts("dimensions"))
    _check_dimensions(kind, level, dimensions)
    metrics = tuple(parameters.texts("metrics")) or DEFAULT_METRICS
    for metric in metrics:
        if metric not in METRICS or (kind == "AUDIENCE" and metric in PURCHASES):
            raise bad_parameter(f"metrics: {metric} is not a valid choice.")
    statuses, ids = _filters(parameters)
    order = None
    if field := parameters.text("order_field", ""):
        order = field, parameters.text("order_type", "DESC") == "DESC"
    return ReportQuery(level, dimensions, metrics, _days(parameters, dimensions), statuses, ids, order)


def _check_dimensions(kind: str, level: str, dimensions: tuple[str, ...]) -> None:
    own = [name for name in dimensions if name in ID_DIMENSIONS]
    if len(own) != 1 or own[0] not in LEVELS[level]:
        raise bad_parameter(f"dimensions: data_level {level} needs exactly one of {', '.join(LEVELS[level])}.")
    if sum(name in TIMES for name in dimensions) > 1:
        raise bad_parameter("dimensions: At most one time dimension.")
    audience = {name for name in dimensions if name in SHARES and name not in TIMES}
    if unknown := [name for name in dimensions if name not in {*own, *TIMES, *audience}]:
        raise bad_parameter(f"dimensions: {', '.join(unknown)} is not a valid choice.")
    single = len(audience) == 1 or audience == {"age", "gender"}
    if (kind == "BASIC" and audience - {"country_code"}) or (kind == "AUDIENCE" and not single):
        raise bad_parameter(f"dimensions: These cannot stand together in a {kind} report.")


def _days(parameters: Parameters, dimensions: tuple[str, ...]) -> tuple[date, date] | None:
    time = next((name for name in dimensions if name in TIMES), None)
    if parameters.flag("query_lifetime"):
        if time:
            raise bad_parameter("query_lifetime: A lifetime report has no time dimension.")
        return None
    start, end = parameters.day("start_date"), parameters.day("end_date")
    if start > end:
        raise bad_parameter("start_date: Must not be later than end_date.")
    if end - start >= timedelta(days=LONGEST[time]):
        raise bad_parameter(f"The date range must not be longer than {LONGEST[time]} days.")
    return start, end


def _filters(parameters: Parameters) -> tuple[dict[Kind, list[str]], dict[Kind, list[str]]]:
    entries = parameters.decoded("filtering") or []
    if not isinstance(entries, list):
        raise bad_parameter("filtering: Not a valid list.")
    statuses: dict[Kind, list[str]] = {}
    ids: dict[Kind, list[str]] = {}
    for entry in entries:
        field, values = str(entry.get("field_name")), _filter_values(entry)
        if field in STATUS_FIELDS:
            statuses[STATUS_FIELDS[field]] = values
        elif field in ID_FIELDS and len(values) <= LARGEST_ID_FILTER:
            ids[ID_FIELDS[field]] = values
        else:
            raise bad_parameter(f"filtering: {field} is not a valid filter.")
    return statuses, ids


def _filter_values(entry: dict[str, Any]) -> list[str]:
    """The filter's value, which is JSON text inside the JSON parameter."""
    value = entry.get("filter_value")
    if not isinstance(value, str):
        raise bad_parameter("filtering.filter_value: Not a valid string.")
    try:
        parsed = json.loads(value)
    except json.JSONDecodeError:
        parsed = value
    return [str(item) for item in parsed] if isinstance(parsed, list) else [str(parsed)]
