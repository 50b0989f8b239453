"""What the overview shows, and what it says when there is little to show."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.components.channel_table import COLUMNS
from dashboards.onboarding import progress
from omnitrackiq.warehouse.location import Warehouse
from tests.dashboards.conftest import Change, Open


def tiles(app: AppTest) -> dict[str, str]:
    """Tile values by label, as read (without Markdown escapes)."""
    return {read(tile.label): read(tile.value) for tile in app.metric}


def read(text: str) -> str:
    return text.replace("\\", "").replace("\u2060", "")


def deltas(app: AppTest) -> dict[str, tuple[str, str]]:
    """Change and colour by label."""
    return {read(tile.label): (read(tile.delta), tile.proto.MetricColor.Name(tile.proto.color)) for tile in app.metric}


def test_ten_tiles_and_a_table_without_any_failure(open_page: Open) -> None:
    app = open_page()
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert list(tiles(app)) == [
        "Net revenue",
        "Ad spend",
        "ROAS (MER)",
        "Orders",
        "AOV",
        "New customers",
        "Cost per order",
        "New customer CAC",
        "Sessions",
        "Conversion rate",
    ]
    assert "13 Feb – 14 Mar 2026 compared with 14 Jan – 12 Feb 2026" in read(app.caption[0].value)


def test_tiles_are_computed_from_sums_over_the_period(open_page: Open, change: Change) -> None:
    change(
        "update marts.overview_daily set net_revenue = 100.005, ad_spend = 30, orders = 4, gross_revenue = 130, "
        "discounts = 10, new_customers = 1, sessions = 200 where workspace_id = 'demo-1'"
    )
    change(
        "update marts.overview_daily set ad_spend = 0, orders = 0, sessions = 100 "
        "where workspace_id = 'demo-1' and date_day = date '2026-03-14'"
    )
    assert tiles(open_page(period="7d")) == {
        "Net revenue": "€700.04",
        "Ad spend": "€180.00",
        "ROAS (MER)": "3.89×",
        "Orders": "24",
        "AOV": "€35.00",
        "New customers": "7",
        "Cost per order": "€7.50",
        "New customer CAC": "€25.71",
        "Sessions": "1,300",
        "Conversion rate": "1.85%",
    }


def test_changes_have_the_colour_of_their_meaning(open_page: Open, change: Change) -> None:
    change(
        "update marts.overview_daily "
        "set net_revenue = 100, ad_spend = 30, orders = 4, new_customers = 2, sessions = 100"
    )
    change(
        "update marts.overview_daily set net_revenue = 120, ad_spend = 45, orders = 3, sessions = 100 "
        "where date_day between date '2026-03-08' and date '2026-03-14'"
    )
    shown = deltas(open_page(period="7d"))
    assert shown["Net revenue"] == ("20.0%", "GREEN")
    assert shown["Ad spend"] == ("50.0%", "GRAY")
    assert shown["Orders"] == ("25.0%", "RED")
    assert shown["Cost per order"] == ("100.0%", "RED")
    assert shown["Sessions"] == ("0%", "GRAY")


def test_a_day_that_is_not_over_is_not_judged(open_page: Open) -> None:
    app = open_page(period="Today")
    assert "15 Mar 2026 so far compared with 14 Mar 2026. Today is not over yet" in read(app.caption[0].value)
    shown = deltas(app)
    assert shown["Net revenue"][0] != ""
    assert {colour for delta, colour in shown.values() if delta} == {"GRAY"}


def test_targets_are_final_only_once_the_period_is_over(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = {"roas": Decimal("0.01"), "cac": Decimal("0.01")}
    monkeypatch.setattr(progress, "read_targets", lambda _admission: targets)

    def told(period: str) -> str:
        (line,) = [
            each.proto.body for each in open_page(period=period).get("html") if "class='targets'" in each.proto.body
        ]
        return line

    assert "0.01×: reached<" in told("7d")
    assert "€0.01: missed<" in told("7d")
    assert "0.01×: kept so far<" in told("Today")
    assert "€0.01: not kept so far<" in told("Today")
    assert told("Today").count("data-reached='unknown'") == 2


def test_a_month_to_date_meets_the_same_days_of_the_month_before(open_page: Open) -> None:
    app = open_page(period="MTD")
    assert "1–14 Mar 2026 compared with 1–14 Feb 2026." in read(app.caption[0].value)


def test_a_prior_of_zero_is_new_and_never_a_percentage(open_page: Open, change: Change) -> None:
    change("update marts.overview_daily set ad_spend = 0 where date_day < date '2026-03-08'")
    shown = deltas(open_page(period="7d"))
    assert shown["Ad spend"][0] == "new"
    assert shown["ROAS (MER)"][0] == ""


@pytest.mark.parametrize(
    ("workspace_id", "value"),
    [("demo-1", "€1,234.50"), ("demo-2", "$1,234.50"), ("demo-3", "¥1,234")],
)
def test_money_is_in_the_minor_unit_of_the_workspace(
    open_page: Open, change: Change, workspace_id: str, value: str
) -> None:
    change("update marts.overview_daily set net_revenue = 1234.5 where date_day = date '2026-03-14'")
    assert tiles(open_page(workspace_id, period="Yesterday"))["Net revenue"] == value


def test_each_workspace_sees_its_own_numbers(open_page: Open, change: Change) -> None:
    for number in (1, 2, 3):
        change(f"update marts.overview_daily set orders = {number} where workspace_id = 'demo-{number}'")
    assert [tiles(open_page(f"demo-{number}", period="7d"))["Orders"] for number in (1, 2, 3)] == ["7", "14", "21"]


def test_a_custom_range_comes_from_the_url(open_page: Open) -> None:
    app = open_page(period="Custom", dates=["2026-02-01", "2026-02-28"], compare="vs previous year")
    assert "1–28 Feb 2026" in read(app.caption[0].value)
    assert app.date_input[0].value == (date(2026, 2, 1), date(2026, 2, 28))


def test_the_days_of_a_range_may_be_named_in_any_order(open_page: Open) -> None:
    app = open_page(period="Custom", dates=["2026-02-28", "2026-02-01"])
    assert not app.exception
    assert "1–28 Feb 2026" in read(app.caption[0].value)


def test_history_too_short_to_compare_with_is_said(open_page: Open) -> None:
    app = open_page(period="90d")
    assert "Data of all sources starts on 15 Nov 2025, too late to compare with" in read(app.caption[0].value)
    assert {delta for delta, _ in deltas(app).values()} == {""}


def test_a_source_that_begins_within_the_period_is_said_and_nothing_is_compared(
    open_page: Open, change: Change
) -> None:
    change(
        "update marts.data_freshness set first_day_loaded = date '2026-02-20' "
        "where workspace_id = 'demo-1' and source = 'google_ads'"
    )
    app = open_page()
    shown = read(app.caption[0].value)
    assert "Data of all sources starts on 20 Feb 2026, too late to compare with 14 Jan – 12 Feb 2026" in shown
    assert "(Google Ads on 20 Feb 2026): totals and ratios of the days before leave it out" in shown
    assert {delta for delta, _ in deltas(app).values()} == {""}
    assert "leave it out" not in read(open_page(period="7d").caption[0].value)


def test_nothing_published_yet_is_said_in_words(open_page: Open) -> None:
    app = open_page(published=False)
    assert not app.exception
    assert "as soon as your accounts are connected" in app.info[0].value
    assert not app.metric


def test_a_workspace_without_any_data_is_told_what_to_do(open_page: Open, change: Change) -> None:
    change("delete from marts.overview_daily where workspace_id = 'demo-1'")
    app = open_page()
    assert "Connect a shop or an ad account" in app.info[0].value
    assert not app.metric


def test_an_empty_period_offers_the_newest_days_that_have_data(open_page: Open, change: Change) -> None:
    change("delete from marts.overview_daily where date_day >= date '2026-03-01'")
    app = open_page(period="7d")
    assert "There is no data for 8–14 Mar 2026. Data reaches from 15 Nov 2025 to 28 Feb 2026." in read(
        app.info[0].value
    )
    app.button[0].click().run()
    assert "30 Jan – 28 Feb 2026" in read(app.caption[0].value)
    assert len(app.metric) == 10


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("last_synced_at = last_synced_at - interval 5 hour", "Facebook Ads is late: the last sync was 5 h ago."),
        (
            "status = 'error', sync_status = 'reauth'",
            "Facebook Ads: Access was withdrawn or has expired: reconnect the account.",
        ),
        (
            "status = 'error', sync_status = 'failed', error = 'See [here](http://evil.test).'",
            "Facebook Ads: See [here](http://evil.test).",
        ),
    ],
    ids=["late", "reauth", "failed"],
)
def test_a_source_that_needs_attention_is_named(open_page: Open, change: Change, sql: str, sentence: str) -> None:
    change(f"update marts.data_freshness set {sql} where workspace_id = 'demo-1' and source = 'facebook_ads'")
    app = open_page()
    assert sentence in read(app.warning[0].value)
    assert "Google" not in read(app.warning[0].value)
    assert not open_page("demo-2").warning


def test_a_damaged_file_is_said_with_the_remedy(open_page: Open, warehouse: Warehouse) -> None:
    open_page()
    (warehouse.published_folder / "demo-1.duckdb").resolve().write_bytes(b"broken")
    for retired in (warehouse.published_folder / "demo-1").glob("marts-*"):
        retired.write_bytes(b"broken")
    from dashboards import serving

    serving.reader.cache_clear()
    app = open_page(published=False)
    assert "omnitrackiq publish --workspace demo-1" in read(app.error[0].value)


def test_the_channel_table_says_whose_return_it_is_and_explains_every_column_to_a_touch(open_page: Open) -> None:
    app = open_page()
    (table,) = [element.proto.body for element in app.get("html") if "class='figures'" in element.proto.body]
    for label in ("Attributed ROAS", "Platform ROAS", "Attributed CPA"):
        assert f">{label}</th>" in table
    (channels,) = [each for each in app.subheader if each.value == "Channels"]
    for metric in COLUMNS:
        assert f"{metric.label}**: {metric.help}" in read(channels.proto.help)
    assert any("Unattributed are those" in read(each.value) for each in app.caption)


def test_table_totals_equal_the_sum_of_channels(open_page: Open, change: Change) -> None:
    change("update marts.channel_daily set attributed_revenue = 10.10 where workspace_id = 'demo-1'")
    app = open_page(period="7d")
    (table,) = [element.proto.body for element in app.get("html") if "class='figures'" in element.proto.body]
    total = table[table.index("data-channel='total'") :]
    assert f"€{Decimal('10.10') * 7 * 9:,}" in total
