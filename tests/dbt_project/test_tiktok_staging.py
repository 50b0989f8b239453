"""The staging models of TikTok's countries and hours over what the source really loads."""

from pathlib import Path

from dbt.contracts.graph.manifest import Manifest

from tests.dbt_project.test_ad_staging import stage


def test_countries_and_hours_add_up(tmp_path: Path, manifest: Manifest) -> None:
    line = stage("tiktok_ads", tmp_path, manifest)
    sums = (
        "select campaign_id, date_day, sum(spend_original), sum(clicks), sum(platform_conversions) "
        "from staging.stg_tiktok_ads__{} where date_day >= '2026-03-07' group by all order by all"
    )
    whole = line.rows(sums.format("campaign_daily"))
    for model in ("country_daily", "hourly"):
        assert line.rows(sums.format(model)) == whole != []
    countries = line.rows("select distinct country_code from staging.stg_tiktok_ads__country_daily order by 1")
    assert countries == [("AT",), ("DE",), ("GB",), ("US",)]
    hours = line.rows("select min(hour_of_day), max(hour_of_day) from staging.stg_tiktok_ads__hourly")
    assert hours == [(0, 23)]
