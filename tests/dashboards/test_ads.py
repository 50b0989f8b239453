"""The page Ads: what it shows, what its address says, and what it says when there is little to show."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboards.conftest import Change, Open
from tests.dashboards.test_overview import read


def ads(app: AppTest) -> AppTest:
    """The page, once its visitor went to it."""
    return app.switch_page("views/ads.py").run()


def markup(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def names(app: AppTest) -> list[str]:
    (table,) = app.dataframe
    return list(table.value["name"])


def test_platforms_and_campaigns_without_any_failure(open_page: Open) -> None:
    app = ads(open_page(period="7d"))
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert "8–14 Mar 2026 compared with 1–7 Mar 2026" in read(app.caption[0].value)
    assert "all in EUR." in read(app.caption[1].value)
    assert "5 campaigns of all platforms with €" in read(app.caption[2].value)
    assert [name for name in ("facebook_ads", "google_ads", "tiktok_ads", "total") if name in markup(app)]
    assert set(names(app)) == {
        "Prospecting", "=Retargeting", "Brand", "Performance Max", "Spark", "Orders without a campaign",
    }  # fmt: skip


def test_the_address_says_which_level_and_which_platform(open_page: Open) -> None:
    app = ads(open_page(period="7d", level="ads", platform="tiktok_ads"))
    assert set(names(app)) == {"Broad video", "Broad still", "Lookalike video", "Lookalike still"}
    assert "4 ads of TikTok Ads" in read(app.caption[2].value)
    assert "Orders are credited to campaigns" in read(app.caption[2].value)
    assert "aria-current='true'>TikTok Ads" in markup(app)


@pytest.mark.parametrize("query", [{"level": "<b>", "platform": "x"}, {"level": "campaigns", "platform": ""}])
def test_what_the_address_says_wrongly_counts_as_not_said(open_page: Open, query: dict[str, str]) -> None:
    app = ads(open_page(period="7d", **query))
    assert not app.exception
    assert len(names(app)) == 6


def test_controls_write_what_was_chosen_into_the_address(open_page: Open) -> None:
    app = ads(open_page(period="7d"))
    app.selectbox(key="ads_platform").select("google_ads").run()
    assert app.query_params["platform"] == "google_ads"
    assert set(names(app)) == {"Brand", "Performance Max", "Orders without a campaign"}
    app.selectbox(key="ads_platform").select("").run()
    assert "platform" not in app.query_params
    assert len(names(app)) == 6


def test_numbers_are_in_the_minor_unit_of_the_workspace(open_page: Open) -> None:
    assert "¥" in markup(ads(open_page("demo-3")))
    table = ads(open_page("demo-3")).dataframe[0].value
    assert (table["spend"].dropna() % 1 == 0).all()


def test_nothing_published_yet_is_said_in_words(open_page: Open) -> None:
    app = ads(open_page(published=False))
    assert not app.exception
    assert "as soon as your accounts are connected" in app.info[0].value


def test_without_an_ad_platform_the_page_says_what_to_connect(open_page: Open, change: Change) -> None:
    for mart in ("ad_accounts", "ad_performance_daily", "roas_daily"):
        change(f"delete from marts.{mart}")
    app = ads(open_page())
    assert "Connect Facebook Ads, Google Ads or TikTok Ads" in app.info[0].value
    assert not app.dataframe


def test_a_connected_platform_without_any_figures_is_waited_for(open_page: Open, change: Change) -> None:
    change("delete from marts.ad_performance_daily")
    app = ads(open_page())
    assert "when the first sync has finished" in app.info[0].value


def test_an_empty_period_offers_the_newest_days_that_have_data(open_page: Open, change: Change) -> None:
    for mart in ("ad_performance_daily", "roas_daily"):
        change(f"delete from marts.{mart} where date_day >= date '2026-03-01'")
    app = ads(open_page(period="7d"))
    assert "There is no data for 8–14 Mar 2026. Data reaches from 15 Nov 2025 to 28 Feb 2026." in read(
        app.info[0].value
    )
    app.button[0].click().run()
    assert "30 Jan – 28 Feb 2026" in read(app.caption[0].value)
    assert names(app)
