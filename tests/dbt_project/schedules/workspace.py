"""One brand's data and what may happen to it: days that come, are restated, vanish and return; orders; settings."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.dbt_project.schedules.details import Details
from tests.dbt_project.schedules.orders import Orders
from tests.dbt_project.schedules.raw_rows import RawRows

FIRST_DAY = date(2026, 1, 5)
CURRENCIES = ("EUR", "USD", "GBP")
ZONES = ("UTC", "America/New_York", "Asia/Tokyo")


class Workspace:
    """A workspace with two ad platforms, analytics and a shop; ``random`` decides everything about it."""

    def __init__(self, raw: RawRows, workspace_id: str, random: Random) -> None:
        self.raw, self.workspace_id, self.random = raw, workspace_id, random
        self.currency, self.zone = random.choice(CURRENCIES), random.choice(ZONES)
        self.account_currency = {"facebook_ads": "USD", "google_ads": random.choice(CURRENCIES)}
        self.campaigns = {
            "facebook_ads": {"f1": "Spring", "f2": "Summer"},
            "google_ads": {"g1": "Search", "g2": "Spring"},
        }
        self.ads = {"f1": ["a1", "a2"], "f2": ["a3"], "g1": ["b1"], "g2": ["b2"]}
        self.last_day = FIRST_DAY
        self.details = Details(raw, workspace_id, random)
        self.details.change_cost_rates()
        self.details.change_product_costs()
        self.settings()
        self.accounts()
        self.orders = Orders(raw, workspace_id, random)
        self.entities()
        for _ in range(random.randint(8, 14)):
            self.new_day()
        self.orders.refund()

    def step(self) -> list[str]:
        """Some of what may happen; returns the names of what did."""
        events: list[Callable[[], Any]] = [
            self.new_day, self.restate_days, self.vanish_a_day, self.return_a_day, self.move_to, self.late_rate,
            self.rename_a_campaign, self.delete_a_campaign, self.new_ad, self.change_account, self.sessions_change,
            self.leave_or_return, self.orders.edit, self.orders.refund, self.orders.earlier_order,
            self.orders.journey, self.orders.change_cost, self.orders.change_buyer, self.orders.move_day,
            self.orders.shop_currency, self.orders.become_test, self.orders.refuse, self.details.change_cost_rates,
            self.details.change_product_costs, self.details.refuse,
        ]  # fmt: skip
        chosen = self.random.sample(events, self.random.randint(0, 4))
        for event in chosen:
            event()
        return [event.__name__ for event in chosen]

    # settings

    def settings(self, present: bool = True) -> None:
        for table in ("workspaces", "connections"):
            self.raw.drop("workspaces", table, workspace_id=self.workspace_id)
        if present:
            self._put("workspaces", "workspaces", name="Brand", currency=self.currency, timezone=self.zone)
            self._put("workspaces", "connections", source_connection_id="c", source="google_ads", status="active")

    def move_to(self) -> None:
        """Another currency or time zone; rates to the new currency come with the same load, or with a later one."""
        self.currency, self.zone = self.random.choice(CURRENCIES), self.random.choice(ZONES)
        self.settings()
        if self.random.random() < 0.5:
            self._rate(self.last_day)

    def leave_or_return(self) -> None:
        """A workspace that is deleted has no settings; one that is opened again has its old ones."""
        self.settings(present=not self.raw.rows("workspaces", "workspaces", workspace_id=self.workspace_id))

    def accounts(self) -> None:
        mine = {"workspace_id": self.workspace_id}
        for source, table in (("facebook_ads", "accounts"), ("google_ads", "accounts"), ("ga4", "properties")):
            self.raw.drop(source, table, **mine)
        zone = self.random.choice(ZONES)
        currencies = self.account_currency
        self._put("facebook_ads", "accounts", account_id="acc", currency=currencies["facebook_ads"], timezone_name=zone)
        self._put(
            "google_ads",
            "accounts",
            account_id="acc",
            currency=currencies["google_ads"],
            timezone=zone,
            segments_date=FIRST_DAY,
        )
        self._put("ga4", "properties", property_id="p", currency="USD", timezone=zone)

    def change_account(self) -> None:
        self.account_currency["google_ads"] = self.random.choice(CURRENCIES)
        self.accounts()

    # ads

    def entities(self) -> None:
        """The platforms' lists of what exists; every sync reads them anew."""
        for table in ("campaigns", "ad_sets", "ads"):
            self.raw.drop("facebook_ads", table, workspace_id=self.workspace_id)
            self.raw.drop("google_ads", table, workspace_id=self.workspace_id)
        for campaign, name in self.campaigns["facebook_ads"].items():
            self._put("facebook_ads", "campaigns", account_id="acc", id=campaign, name=name, effective_status="ACTIVE")
            self._put("facebook_ads", "ad_sets", account_id="acc", campaign_id=campaign, id=f"s{campaign}", name="Set")
            for ad in self.ads[campaign]:
                self._put(
                    "facebook_ads",
                    "ads",
                    account_id="acc",
                    campaign_id=campaign,
                    adset_id=f"s{campaign}",
                    id=ad,
                    name=ad.title(),
                )
        for campaign, name in self.campaigns["google_ads"].items():
            self._put(
                "google_ads",
                "campaigns",
                account_id="acc",
                campaign_id=campaign,
                name=name,
                status="ENABLED",
                advertising_channel_type=self.random.choice(("SEARCH", "VIDEO")),
                segments_date=self.last_day,
            )
        self.details.lists(self.campaigns["google_ads"], self.ads)

    def new_day(self) -> None:
        self.last_day += timedelta(days=self.random.choice((1, 1, 1, 2)))
        if self.random.random() < 0.8:
            self._rate(self.last_day)
        self.report_day("facebook_ads", self.last_day)
        self.report_day("google_ads", self.last_day)
        self.report_sessions(self.last_day)
        self.orders.place(self.last_day)
        self.orders.read_until(self.last_day)
        self.entities()

    def report_day(self, platform: str, day: date, empty: bool = False) -> None:
        """What a platform reports for a day, in place of what it reported before."""
        key = {"workspace_id": self.workspace_id, "date_day": day}
        for table in ("ad_insights", "campaign_insights"):
            self.raw.drop(platform, table, **key)
        self._window(platform, "acc", day)
        self.details.clear_day(platform, day)
        if empty:
            return
        self.details.report_day(platform, day, self.campaigns[platform])
        value, conversions = (
            ("purchase_value", "purchases") if platform == "facebook_ads" else ("conversions_value", "conversions")
        )
        for campaign, name in self.campaigns[platform].items():
            common = {"account_id": "acc", "date_day": day, "campaign_id": campaign, "campaign_name": name}
            total = Decimal(0)
            for ad in self.ads[campaign]:
                spend = Decimal(self.random.randint(100, 9999)) / 100
                total += spend
                ids = {"adset_id": f"s{campaign}"} if platform == "facebook_ads" else {"ad_set_id": f"s{campaign}"}
                facts = {value: Decimal(self.random.randint(0, 300)), conversions: Decimal(self.random.randint(0, 3))}
                links = {"inline_link_clicks": int(spend) % 9} if platform == "facebook_ads" else {}
                self._put(
                    platform,
                    "ad_insights",
                    **common,
                    **ids,
                    **facts,
                    **links,
                    ad_id=ad,
                    ad_name=ad,
                    spend=spend,
                    impressions=90,
                    clicks=9,
                )
            more = Decimal(self.random.choice((0, 0, 7)))
            self._put(
                platform,
                "campaign_insights",
                **common,
                **{value: Decimal(500), conversions: Decimal(5)},
                spend=total + more,
                impressions=200,
                clicks=20,
            )

    def restate_days(self) -> None:
        platform = self.random.choice(("facebook_ads", "google_ads"))
        for _ in range(self.random.randint(1, 4)):
            self.report_day(platform, self.some_day())
        self.entities()

    def vanish_a_day(self) -> None:
        self.report_day(self.random.choice(("facebook_ads", "google_ads")), self.some_day(), empty=True)

    def return_a_day(self) -> None:
        self.report_day("facebook_ads", self.some_day())

    def rename_a_campaign(self) -> None:
        platform = self.random.choice(("facebook_ads", "google_ads"))
        campaigns = self.campaigns[platform]
        if campaigns:
            campaigns[self.random.choice(sorted(campaigns))] = self.random.choice(("Spring", "Autumn", "Winter"))
        self.entities()
        self._window(platform, "acc", self.last_day)

    def delete_a_campaign(self) -> None:
        """It leaves the list and reports nothing more; what it spent stays."""
        platform = self.random.choice(("facebook_ads", "google_ads"))
        if len(self.campaigns[platform]) > 1:
            del self.campaigns[platform][self.random.choice(sorted(self.campaigns[platform]))]
        self.entities()
        self._window(platform, "acc", self.last_day)

    def new_ad(self) -> None:
        """An ad that links of earlier orders may already have named."""
        campaigns = sorted(self.campaigns["facebook_ads"])
        ad = self.random.choice(("late1", "late2"))
        if not any(ad in ads for ads in self.ads.values()):
            self.ads[self.random.choice(campaigns)].append(ad)
        self.entities()
        self.report_day("facebook_ads", self.last_day)

    # sessions and rates

    def report_sessions(self, day: date, empty: bool = False) -> None:
        key = {"workspace_id": self.workspace_id, "date_day": day}
        self.raw.drop("ga4", "traffic_daily", **key)
        self.raw.drop("ga4", "purchases", **key)
        self._window("ga4", "p", day)
        self.details.clear_day("ga4", day)
        if not empty:
            self.details.report_visits(day)
        for campaign in () if empty else ("spring", "(not set)", "autumn"):
            self._put(
                "ga4",
                "traffic_daily",
                property_id="p",
                date_day=day,
                session_source="google",
                session_medium="cpc",
                session_campaign_name=campaign,
                session_default_channel_group="Paid Search",
                sessions=self.random.randint(1, 50),
                engaged_sessions=1,
            )
        for number in () if empty else self.random.sample(range(40), 2):
            self._put(
                "ga4",
                "purchases",
                property_id="p",
                date_day=day,
                transaction_id=self.random.choice((str(number), f"#{number}")),
                session_source="google",
                session_medium="cpc",
                session_campaign_name="spring",
                ecommerce_purchases=self.random.choice((1, 1, 2)),
                purchase_revenue=Decimal(self.random.randint(1, 200)),
            )

    def sessions_change(self) -> None:
        self.report_sessions(self.some_day(), empty=self.random.random() < 0.3)

    def late_rate(self) -> None:
        """A rate that was missing comes, or one that was there is corrected."""
        self._rate(self.some_day())

    def some_day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randint(0, (self.last_day - FIRST_DAY).days))

    def _rate(self, day: date) -> None:
        """The rates of a day; with the first ones to another currency all days are read again."""
        held = self.raw.rows("exchange_rates", "rates", workspace_id=self.workspace_id)
        of_another = {row["rate_date"] for row in held if row["base_currency"] != self.currency}
        for each in sorted({day, *of_another}):
            self.raw.drop("exchange_rates", "rates", workspace_id=self.workspace_id, rate_date=each)
            for currency in CURRENCIES:
                rate = {"base_currency": self.currency, "rate": Decimal(self.random.randint(500000, 1500000)) / 1000000}
                self._put("exchange_rates", "rates", rate_date=each, currency=currency, **rate)
            self._window("exchange_rates", "ecb", each)

    def _window(self, source: str, account_id: str, day: date, stream: str = "ad_insights") -> None:
        """A reading of a day; loads are read a day apart."""
        key = {"account_id": account_id, "stream": stream, "date_day": day}
        key["observed_on"] = FIRST_DAY + timedelta(days=int(self.raw.load_id))
        self.raw.drop(source, "load_windows", workspace_id=self.workspace_id, **key)
        facts = {"row_count": 1, "spend": Decimal(self.random.randint(1, 9)), "settles_on": day + timedelta(days=7)}
        self._put(source, "load_windows", **key, **facts)

    def _put(self, source: str, table: str, /, **values: Any) -> None:
        self.raw.put(source, table, workspace_id=self.workspace_id, **values)
