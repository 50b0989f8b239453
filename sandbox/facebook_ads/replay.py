"""Recorded Meta records, turned back into wire form and served through the same paths.

On the wire every number of an insights row is text, and so are budgets; other numbers of objects stay numbers. What was
recorded is served whole, whatever fields are asked for. An account that no record names is answered with everything.
Reports by campaign are added up from the recorded ads; a breakdown that nothing was recorded of is empty.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.errors import unknown_object, unknown_path
from sandbox.facebook_ads.paging import page
from sandbox.facebook_ads.periods import ranges
from sandbox.recorded import as_number, as_text, recorded

Record = dict[str, Any]

SOURCE = "facebook_ads"
_EDGES = {"campaigns": "campaigns", "adsets": "ad_sets", "ads": "ads"}
_BROKEN_DOWN = {
    ("age", "gender"): ("ads_insights_age_and_gender",),
    ("country",): ("ads_insights_demographics_country", "ads_insights_country"),
    ("publisher_platform", "platform_position"): ("ads_insights_platform_and_device",),
    ("publisher_platform", "impression_device"): ("ads_insights_platform_and_device",),
}
_TEXTS = frozenset({"daily_budget", "lifetime_budget", "budget_remaining", "spend_cap", "source_campaign_id"})
_SUMS = ("impressions", "clicks", "inline_link_clicks", "spend")
_LISTS = ("actions", "action_values")
_CAMPAIGN = (
    "account_id",
    "account_name",
    "account_currency",
    "campaign_id",
    "campaign_name",
    "date_start",
    "date_stop",
)


class Recording:
    """The records of one folder, read once; answers calls whoever makes them."""

    def __init__(self, folder: Path) -> None:
        self._accounts = [object_wire(record) for record in recorded(folder, SOURCE, "ad_account")]
        self._objects = {
            edge: [object_wire(record) for record in recorded(folder, SOURCE, stream)]
            for edge, stream in _EDGES.items()
        }
        self._objects["adcreatives"] = _creatives(self._objects["ads"])
        self._insights = _wire(folder, "ads_insights")
        self._broken_down = {
            cells: [record for stream in streams for record in _wire(folder, stream)]
            for cells, streams in _BROKEN_DOWN.items()
        }

    def answer(self, _workspace_id: str, call: Call) -> tuple[Record, str | None]:
        """The body and the account that the call counts on; raises GraphError."""
        match call.path:
            case ("me",):
                return {"id": "1", "name": "Replay"}, None
            case ("me", "adaccounts"):
                return page(call, self._accounts, _identity, dict), None
            case (node,):
                return self._node(node), None
            case (node, "insights"):
                return self._report(node, call), node.removeprefix("act_")
            case (node, edge) if edge in self._objects:
                records = sorted(self._owned(node, self._objects[edge]), key=_identity)
                return page(call, records, _identity, dict), node.removeprefix("act_")
            case _:
                raise unknown_path()

    def account_ids(self) -> list[str]:
        """The accounts that the records name."""
        return [str(account["account_id"]) for account in self._accounts]

    def _node(self, node: str) -> Record:
        everything = [*self._accounts, *(record for records in self._objects.values() for record in records)]
        for record in everything:
            if record["id"] == node:
                return record
        if node.startswith("act_") and self._accounts:
            return self._accounts[0]
        raise unknown_object(node)

    def _owned(self, node: str, records: Sequence[Record]) -> list[Record]:
        account_id = node.removeprefix("act_")
        if account_id not in self.account_ids():
            return list(records)
        return [record for record in records if record.get("account_id") == account_id]

    def _report(self, node: str, call: Call) -> Record:
        cells = call.texts("breakdowns")
        records = self._owned(node, self._broken_down.get(cells, []) if cells else self._insights)
        today = max((_day(record) for record in records), default=None)
        if today is None:
            return {"data": []}
        spans = [(span.since, span.until) for span in ranges(call, today, bounded=False)]
        found = [record for record in records if any(since <= _day(record) <= until for since, until in spans)]
        if call.params.get("level", "account") == "campaign":
            return page(call, _by_campaign(found, cells), lambda record: _campaign_cell(record, cells), dict)
        return page(call, sorted(found, key=_ad_day), _ad_day, dict)


def object_wire(record: Mapping[str, Any]) -> Record:
    """A recorded account, campaign, ad set or ad as Meta sends it."""
    return {name: as_text(value) if name in _TEXTS else as_number(value) for name, value in record.items()}


def _identity(record: Record) -> tuple[str, ...]:
    return (str(record["id"]),)


def _day(record: Record) -> date:
    return date.fromisoformat(record["date_start"])


def _ad_day(record: Record) -> tuple[str, ...]:
    return (record["date_start"], record["ad_id"])


def _campaign_cell(record: Record, cells: Sequence[str]) -> tuple[str, ...]:
    return (record["date_start"], record["campaign_id"], *(str(record.get(name, "")) for name in cells))


def _by_campaign(records: Sequence[Record], cells: Sequence[str]) -> list[Record]:
    """The campaign rows, by cell of a breakdown, that recorded ad rows add up to; only what adds up is in them."""
    sums: dict[tuple[str, ...], Record] = {}
    for record in records:
        named = (*_CAMPAIGN, *cells)
        fresh = {name: record[name] for name in named if name in record} | dict.fromkeys(_SUMS, "0")
        total = sums.setdefault(_campaign_cell(record, cells), fresh)
        for name in _SUMS:
            total[name] = as_text(Decimal(total[name]) + Decimal(record.get(name) or 0))
        for name in _LISTS:
            total[name] = [*total.get(name, []), *record.get(name, [])]
    rows = [{name: value for name, value in row.items() if value != []} for row in sums.values()]
    return sorted(rows, key=lambda row: _campaign_cell(row, cells))


def _creatives(ads: Sequence[Record]) -> list[Record]:
    """The creatives as far as the recorded ads show them."""
    shown = [{"account_id": ad.get("account_id"), **ad["creative"]} for ad in ads if ad.get("creative", {}).get("id")]
    return list({creative["id"]: creative for creative in shown}.values())


def _wire(folder: Path, stream: str) -> list[Record]:
    return [as_text(record) for record in recorded(folder, SOURCE, stream)]
