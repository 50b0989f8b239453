"""Recorded TikTok records, turned back into wire form and served through the same paths.

On the wire ids and metrics are text and a missing metric is ``"-"``. What was recorded is served whole, whatever fields
are asked for. An advertiser that no record names is answered with everything.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sandbox.recorded import as_number, as_text, recorded
from sandbox.tiktok_ads.errors import unknown_path
from sandbox.tiktok_ads.metrics import MISSING
from sandbox.tiktok_ads.parameters import Parameters, paged

Record = dict[str, Any]

SOURCE = "tiktok_ads"
_LISTS = {"campaign/get": "campaigns", "adgroup/get": "ad_groups", "ad/get": "ads"}
_SUMS = ("spend", "impressions", "clicks", "conversion", "complete_payment", "total_complete_payment_rate")


class Recording:
    """The records of one folder, read once; answers calls whoever makes them."""

    def __init__(self, folder: Path) -> None:
        self._advertisers = [object_wire(record) for record in recorded(folder, SOURCE, "advertisers")]
        self._objects = {
            path: [object_wire(record) for record in recorded(folder, SOURCE, stream)]
            for path, stream in _LISTS.items()
        }
        self._report_rows = [report_wire(record) for record in recorded(folder, SOURCE, "ads_reports_daily")]

    def answer(self, _workspace_id: str, path: str, parameters: Parameters) -> dict[str, Any]:
        """The ``data`` of an answer; raises ApiError."""
        match path:
            case "user/info":
                return {"core_user_id": "1", "display_name": "Replay"}
            case "oauth2/advertiser/get":
                return {"list": [_named(advertiser) for advertiser in self._advertisers]}
            case "advertiser/info":
                wanted = parameters.texts("advertiser_ids")
                named = [record for record in self._advertisers if record["advertiser_id"] in wanted]
                return {"list": named or self._advertisers}
            case "report/integrated/get":
                return paged(self._report(parameters), parameters)
            case _ if path in _LISTS:
                return paged(self._owned(self._objects[path], parameters), parameters)
            case _:
                raise unknown_path(path)

    def advertiser_ids(self) -> list[str]:
        """The advertisers that the records name."""
        return [str(record["advertiser_id"]) for record in self._advertisers]

    def _owned(self, records: Sequence[Record], parameters: Parameters) -> list[Record]:
        advertiser_id = parameters.text("advertiser_id")
        if advertiser_id not in self.advertiser_ids():
            return list(records)
        return [record for record in records if record["advertiser_id"] == advertiser_id]

    def _report(self, parameters: Parameters) -> list[Record]:
        """The recorded rows, which are daily ones by ad; nothing was recorded by hour or country."""
        if {"stat_time_hour", "country_code"}.intersection(parameters.texts("dimensions")):
            return []
        since, until = parameters.day("start_date"), parameters.day("end_date")
        found = [row for row in self._report_rows if since <= _day(row) <= until]
        return _by_campaign(found) if "campaign_id" in parameters.texts("dimensions") else found


def object_wire(record: Mapping[str, Any]) -> Record:
    """A recorded advertiser, campaign, ad group or ad as TikTok sends it: ids are text, other numbers numbers."""
    return {
        name: as_text(value) if name.endswith(("_id", "_ids")) else as_number(value) for name, value in record.items()
    }


def report_wire(record: Mapping[str, Any]) -> Record:
    """A recorded report row as TikTok sends it; the copies of dimensions beside them are the recorder's own."""
    metrics = {name: MISSING if value is None else as_text(value) for name, value in record["metrics"].items()}
    return {"dimensions": as_text(record["dimensions"]), "metrics": metrics}


def _named(advertiser: Record) -> Record:
    return {"advertiser_id": advertiser["advertiser_id"], "advertiser_name": advertiser.get("name")}


def _day(row: Record) -> date:
    return date.fromisoformat(row["dimensions"]["stat_time_day"][:10])


def _by_campaign(rows: Sequence[Record]) -> list[Record]:
    """The campaign rows that the recorded ad rows add up to; only what adds up is in them."""
    sums: dict[tuple[str, str], Record] = {}
    for row in rows:
        metrics, day = row["metrics"], row["dimensions"]["stat_time_day"]
        dimensions = {"campaign_id": metrics["campaign_id"], "stat_time_day": day}
        start = {"campaign_name": metrics.get("campaign_name")} | dict.fromkeys(_SUMS, "0")
        total = sums.setdefault((metrics["campaign_id"], day), {"dimensions": dimensions, "metrics": start})
        for name in _SUMS:
            total["metrics"][name] = as_text(Decimal(total["metrics"][name]) + _amount(metrics.get(name)))
    return list(sums.values())


def _amount(text: str | None) -> Decimal:
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
