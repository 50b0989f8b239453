"""The staging models of Facebook's creatives and breakdowns over what the source really loads."""

from pathlib import Path

from dbt.contracts.graph.manifest import Manifest

from tests.dbt_project.staging_tables import STAGING
from tests.dbt_project.test_ad_staging import stage
from tests.sandbox.ad_market import FB_EURO, ids


def test_breakdowns_add_up_and_tags_are_filled_in(tmp_path: Path, manifest: Manifest) -> None:
    line = stage("facebook_ads", tmp_path, manifest)
    sums = (
        "select campaign_id, date_day, sum(spend_original), sum(clicks) from staging.stg_facebook_ads__{} group by all"
    )
    whole = line.rows(sums.format("campaign_daily") + " order by all")
    for model in ("country_daily", "device_daily", "age_gender_daily", "placement_daily"):
        assert line.rows(sums.format(model) + " order by all") == whole != []
    devices = line.rows("select distinct device from staging.stg_facebook_ads__device_daily order by 1")
    assert devices == [("desktop",), ("mobile",), ("tablet",)]
    for model, columns in STAGING.items():
        described = f"select column_name, column_type from (describe staging.{model})"
        if model.startswith("stg_facebook_ads__"):
            assert {name: kind.lower().replace(" ", "") for name, kind in line.rows(described)} == {
                name: kind.replace(" ", "") for name, kind in columns.items()
            }, model
    own = ids(FB_EURO)
    tagged = line.rows(
        "select utm_source, utm_campaign, utm_id, utm_content, utm_term, landing_page, format "
        f"from staging.stg_facebook_ads__creatives where ad_id = '{own['ad']}'"
    )
    page = "https://shop.example/spring"
    assert tagged == [("facebook", "Spring (renamed)", own["campaign"], own["ad"], own["ad_set"], page, "image")]
