"""TikTok Ads: advertisers, campaigns, ad groups, ads and daily reports by TikTok's API for Business."""

from pipelines.loading.source import Source
from pipelines.tiktok_ads.check import check
from pipelines.tiktok_ads.client import BASE_URL
from pipelines.tiktok_ads.extract import extract
from pipelines.tiktok_ads.tables import TABLES

SOURCE = Source(name="tiktok_ads", tables=TABLES, base_url=BASE_URL, extract=extract, check=check)
