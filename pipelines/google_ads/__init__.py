"""Google Ads, by its REST interface: accounts, campaigns, ad groups, ads, and daily figures at each level.

Beside these, keywords, search terms, products, asset groups, countries, devices, conversion actions, creatives and
single clicks, each of which a connection may switch off.
"""

from pipelines.google_ads.check import check
from pipelines.google_ads.client import BASE_URL, DEFAULT_VERSION
from pipelines.google_ads.detail_reports import OPTIONAL_STREAMS
from pipelines.google_ads.extract import extract
from pipelines.google_ads.tables import TABLES
from pipelines.loading.source import Source

SOURCE = Source(
    "google_ads",
    TABLES,
    BASE_URL,
    extract,
    check,
    api_version=f"v{DEFAULT_VERSION}",
    optional_streams=OPTIONAL_STREAMS,
)
