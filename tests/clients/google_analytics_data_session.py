"""Run by the interpreter that holds google-analytics-data: reads metadata and reports, prints them as JSON.

Standard input holds ``{"endpoint", "property", "grant", "since", "until"}``: ``endpoint`` replaces the API's host, and
``grant`` is what google-auth's user credentials take. Nothing else differs from a session with Google.
"""

import json
import sys

from google.analytics.data_v1beta import BetaAnalyticsDataClient
from google.analytics.data_v1beta.types import (
    BatchRunReportsRequest,
    CheckCompatibilityRequest,
    DateRange,
    Dimension,
    Filter,
    FilterExpression,
    Metric,
    MetricType,
    OrderBy,
    RunReportRequest,
)
from google.oauth2.credentials import Credentials

wanted = json.load(sys.stdin)
client = BetaAnalyticsDataClient(
    credentials=Credentials(token=None, **wanted["grant"]),
    transport="rest",
    client_options={"api_endpoint": wanted["endpoint"]},
)
name = f"properties/{wanted['property']}"
days = DateRange(start_date=wanted["since"], end_date=wanted["until"])
by_day = OrderBy(dimension=OrderBy.DimensionOrderBy(dimension_name="date", order_type=3))


def rows(answer):
    """Dimension and metric values of each row."""
    return [[*(cell.value for cell in row.dimension_values), *(cell.value for cell in row.metric_values)]
            for row in answer.rows]  # fmt: skip


def purchases(limit, offset=0):
    """A page of orders with their revenue."""
    return client.run_report(
        RunReportRequest(
            property=name,
            date_ranges=[days],
            dimensions=[Dimension(name="date"), Dimension(name="transactionId")],
            metrics=[Metric(name="ecommercePurchases"), Metric(name="purchaseRevenue")],
            dimension_filter=FilterExpression(
                not_expression=FilterExpression(
                    filter=Filter(
                        field_name="transactionId",
                        string_filter=Filter.StringFilter(
                            match_type=Filter.StringFilter.MatchType.EXACT, value="(not set)"
                        ),
                    )
                )
            ),
            order_bys=[by_day, OrderBy(dimension=OrderBy.DimensionOrderBy(dimension_name="transactionId"))],
            limit=limit,
            offset=offset,
            return_property_quota=True,
        )
    )


first = purchases(limit=25)
paged = rows(first)
while len(paged) < first.row_count:
    paged += rows(purchases(limit=25, offset=len(paged)))

traffic = client.batch_run_reports(
    BatchRunReportsRequest(
        property=name,
        requests=[
            RunReportRequest(date_ranges=[days], metrics=[Metric(name="sessions"), Metric(name="totalUsers")]),
            RunReportRequest(
                date_ranges=[days],
                dimensions=[Dimension(name="sessionDefaultChannelGroup")],
                metrics=[Metric(name="sessions")],
            ),
        ],
    )
)
metadata = client.get_metadata(name=f"{name}/metadata")
compatible = client.check_compatibility(
    CheckCompatibilityRequest(property=name, dimensions=[Dimension(name="date")], metrics=[Metric(name="sessions")])
)
json.dump(
    {
        "dimensions": [dimension.api_name for dimension in metadata.dimensions],
        "metrics": {metric.api_name: MetricType(metric.type_).name for metric in metadata.metrics},
        "compatible": len(compatible.dimension_compatibilities),
        "currency": first.metadata.currency_code,
        "timezone": first.metadata.time_zone,
        "tokens_left": first.property_quota.tokens_per_day.remaining,
        "purchases": paged,
        "totals": rows(traffic.reports[0]),
        "channels": rows(traffic.reports[1]),
    },
    sys.stdout,
)
