"""TikTok Ads by TikTok's API for Business: advertisers, campaigns, ad groups, ads, reports by day, country and hour."""

from pipelines.loading.source import Source
from pipelines.tiktok_ads.check import check
from pipelines.tiktok_ads.client import API_VERSION, BASE_URL
from pipelines.tiktok_ads.extract import extract
from pipelines.tiktok_ads.reports import OPTIONAL_STREAMS
from pipelines.tiktok_ads.tables import TABLES

SOURCE = Source(
    name="tiktok_ads",
    tables=TABLES,
    base_url=BASE_URL,
    extract=extract,
    check=check,
    api_version=API_VERSION,
    optional_streams=OPTIONAL_STREAMS,
)
