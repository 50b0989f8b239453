"""Google Analytics 4: daily reports by its Data API, and single events by its export to BigQuery."""

from pipelines.ga4.check import check
from pipelines.ga4.client import BASE_URL, DEFAULT_VERSION
from pipelines.ga4.export_tables import EXPORT_EVENTS
from pipelines.ga4.extract import extract
from pipelines.ga4.reports import OPTIONAL_REPORTS
from pipelines.ga4.tables import TABLES
from pipelines.loading.source import OptionalStream, Source

SOURCE = Source(
    name="ga4",
    tables=TABLES,
    base_url=BASE_URL,
    extract=extract,
    check=check,
    api_version=DEFAULT_VERSION,
    optional_streams=(*OPTIONAL_REPORTS, OptionalStream(EXPORT_EVENTS.name, "Single events from BigQuery")),
)
