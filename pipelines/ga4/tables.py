"""The raw tables of Google Analytics 4."""

from pipelines.ga4.export_tables import EXPORT_EVENTS
from pipelines.ga4.quality import QUALITY
from pipelines.ga4.reports import REPORTS
from pipelines.loading.table import Column, Table

PROPERTIES = Table(
    "properties",
    (Column("property_id", nullable=False), Column("currency"), Column("timezone")),
    ("workspace_id", "property_id"),
    ("workspace_id", "property_id"),
)

TABLES = (PROPERTIES, *(report.table for report in REPORTS), QUALITY, EXPORT_EVENTS)
