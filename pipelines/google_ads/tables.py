"""The raw tables of Google Ads, as their reports declare them."""

from pipelines.google_ads.detail_reports import DETAIL_REPORTS
from pipelines.google_ads.reports import ACCOUNTS, ENTITIES, FACTS

TABLES = tuple(report.table for report in (ACCOUNTS, *ENTITIES, *FACTS, *DETAIL_REPORTS))
