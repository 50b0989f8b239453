"""Google Analytics 4, by its Data API: traffic and purchases by day."""

from pipelines.ga4.check import check
from pipelines.ga4.client import BASE_URL, DEFAULT_VERSION
from pipelines.ga4.extract import extract
from pipelines.ga4.tables import TABLES
from pipelines.loading.source import Source

SOURCE = Source(
    name="ga4",
    tables=TABLES,
    base_url=BASE_URL,
    extract=extract,
    check=check,
    api_version=DEFAULT_VERSION,
)
