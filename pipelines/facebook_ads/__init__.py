"""Facebook Ads: accounts, campaigns, ad sets, ads, creatives and daily reports by Meta's Marketing API."""

from pipelines.facebook_ads.check import check
from pipelines.facebook_ads.client import API_VERSION, BASE_URL
from pipelines.facebook_ads.extract import extract
from pipelines.facebook_ads.reports import OPTIONAL_STREAMS
from pipelines.facebook_ads.tables import TABLES
from pipelines.loading.source import Source

SOURCE = Source(
    name="facebook_ads",
    tables=TABLES,
    base_url=BASE_URL,
    extract=extract,
    check=check,
    api_version=API_VERSION,
    optional_streams=OPTIONAL_STREAMS,
)
