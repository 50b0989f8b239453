"""The floor of the ad-day case: a loop written by hand for this one report, without any regard to what may go wrong."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.loading.day_plan import DayRange
from pipelines.loading.table import Table
from pipelines.tiktok_ads.client import PAGE_SIZE
from pipelines.tiktok_ads.reports import REPORTS, Report
from pipelines.tiktok_ads.requests import report_params

_REPORTS = tuple(report for report in REPORTS if report.title is None)
_IN_DIMENSIONS = ("ad_id", "campaign_id", "stat_time_day")


def write_reports(url: str, account_id: str, until: date, days: int, folder: Path) -> int:
    """Reads ``days`` days until ``until`` and writes a Parquet file per report with the table's columns."""
    written = 0
    asked = DayRange(until - timedelta(days=days - 1), until)
    with httpx.Client(base_url=url, headers={"Access-Token": "token"}) as client:
        for report in _REPORTS:
            table = report.table
            with pq.ParquetWriter(folder / f"{table.name}.parquet", table.arrow_schema) as writer:
                for part in asked.pieces(report.longest):
                    records = _records(client, account_id, report, part)
                    writer.write_table(_rows(table, report.level, account_id, records))
                    written += len(records)
    return written


def _records(client: httpx.Client, account_id: str, report: Report, days: DayRange) -> list[dict[str, Any]]:
    asked = report_params(account_id, report, days)
    query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}
    records: list[dict[str, Any]] = []
    page, last = 1, 1
    while page <= last:
        answer = client.get(
            "/open_api/v1.3/report/integrated/get/", params={**query, "page": page, "page_size": PAGE_SIZE}
        )
        data = orjson.loads(answer.content)["data"]
        records += data["list"]
        last = data["page_info"]["total_page"]
        page += 1
    return records


def _rows(table: Table, level: str, account_id: str, records: list[dict[str, Any]]) -> pa.Table:
    count = len(records)
    metrics = [record["metrics"] for record in records]
    dimensions = [record["dimensions"] for record in records]
    own = f"{level}_id"
    purchases = [metric["complete_payment"] for metric in metrics]
    values = [metric["total_complete_payment_rate"] for metric in metrics]
    given: dict[str, Any] = {
        "workspace_id": pa.repeat("bench", count),
        "connection_id": pa.repeat("bench-tiktok", count),
        "account_id": pa.repeat(account_id, count),
        "date_day": pa.array([dimension["stat_time_day"][:10] for dimension in dimensions]),
        "stat_time_day": pa.array([dimension["stat_time_day"] for dimension in dimensions]),
        own: pa.array([dimension[own] for dimension in dimensions]),
        "purchases": pa.array(purchases),
        "purchase_value": pa.array(values),
        "purchase_source": pa.array([None if one == "0" else "complete_payment" for one in purchases]),
        "extra": pa.nulls(count),
        "_is_marker": pa.nulls(count),
    }
    schema = table.arrow_schema
    columns = [
        given[name] if name in given else pa.array([metric[name] for metric in metrics]) for name in schema.names
    ]
    return pa.Table.from_arrays(
        [column.cast(field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
