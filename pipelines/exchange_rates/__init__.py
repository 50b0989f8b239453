"""Exchange rates: the European Central Bank's daily reference rates, as rates to the workspace's currency."""

from pipelines.exchange_rates.check import check
from pipelines.exchange_rates.client import BASE_URL
from pipelines.exchange_rates.extract import extract
from pipelines.exchange_rates.tables import TABLES
from pipelines.loading.source import Source

SOURCE = Source(name="exchange_rates", tables=TABLES, base_url=BASE_URL, extract=extract, check=check)
