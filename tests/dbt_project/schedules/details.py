"""Reports that cut campaigns and visits into parts: countries, keywords, creatives, landing pages, exported events."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.dbt_project.schedules.raw_rows import RawRows

COUNTRIES = {"2276": "DE", "2840": "US", "2392": "JP"}
BY_DAY = {
    "facebook_ads": ("country_insights", "hourly_insights"),
    "google_ads": ("country_insights", "keyword_insights", "search_term_insights"),
    "ga4": ("landing_pages_daily", "events_daily", "items_daily", "export_events"),
}


class Details:
    """What a workspace's platforms report below the campaign, some days not at all."""

    def __init__(self, raw: RawRows, workspace_id: str, random: Random) -> None:
        self.raw, self.workspace_id, self.random = raw, workspace_id, random

    def report_day(self, platform: str, day: date, campaigns: Mapping[str, str]) -> None:
        """Parts of each campaign's day in place of those before; they seldom add up to it."""
        self.clear_day(platform, day)
        for campaign, name in campaigns.items():
            if self.random.random() < 0.2:
                continue
            facts = {"account_id": "acc", "date_day": day, "campaign_id": campaign, "campaign_name": name}
            for criterion, code in self.random.sample(sorted(COUNTRIES.items()), 2):
                country = {"country": code} if platform == "facebook_ads" else {"country_criterion_id": criterion}
                self._put(platform, "country_insights", **facts, **country, **self._traffic())
            if platform == "facebook_ads":
                hour = {"hour_start": datetime.combine(day, time(9), UTC), "hour_of_day": 9}
                self._put(platform, "hourly_insights", **facts, **hour, **self._traffic())
            if platform == "google_ads":
                words = {"ad_set_id": f"s{campaign}", "keyword": "vase", "match_type": "EXACT"}
                self._put(platform, "keyword_insights", **facts, **words, keyword_id="k1", **self._traffic())
                self._put(platform, "search_term_insights", **facts, **words, search_term="a vase", **self._traffic())

    def report_visits(self, day: date) -> None:
        """Landing pages of a day, and events of visits of which some go on after midnight."""
        self.clear_day("ga4", day)
        told = {"property_id": "p", "date_day": day, "currency": "USD"}
        for number, event in enumerate(("page_view", "purchase")[: day.day % 3]):
            self._put("ga4", "events_daily", **told, event_name=event, event_count=day.day + number, total_users=1)
            sold = {"items_viewed": 9, "items_purchased": day.day % 5, "item_revenue": Decimal(day.day)}
            self._put("ga4", "items_daily", **told, item_id=f"item {number}", item_name="Vase", **sold)
        for page in ("/", "/vase"):
            visits = {"session_source": "google", "session_medium": self.random.choice(("cpc", "organic"))}
            self._put(
                "ga4",
                "landing_pages_daily",
                property_id="p",
                date_day=day,
                landing_page=page,
                **visits,
                sessions=self.random.randint(1, 9),
            )
        for number in range(self.random.randint(0, 3)):
            started = day - timedelta(days=self.random.choice((0, 0, 1)))
            self._put(
                "ga4",
                "export_events",
                property_id="p",
                date_day=day,
                event_key=f"{day}-{number}",
                event_name="page_view",
                event_at=datetime.combine(day, time(number, 10), UTC),
                client_key=f"client {number}",
                session_id=str(started.toordinal()),
                page_location=self.random.choice(("https://shop.example/", "https://shop.example/vase")),
                session_source=self.random.choice(("google", "facebook", None)),
                session_medium="cpc",
                manual_content=self.random.choice(("a1", "late1", None)),
                session_campaign=self.random.choice(("Spring", "Autumn", None)),
            )

    def clear_day(self, source: str, day: date) -> None:
        for table in BY_DAY[source]:
            self.raw.drop(source, table, workspace_id=self.workspace_id, date_day=day)

    def lists(self, campaigns: Mapping[str, str], ads: Mapping[str, list[str]]) -> None:
        """What every sync reads anew: ad groups, what ads show, the countries behind numbers."""
        for table in ("ad_sets", "creatives", "countries"):
            self.raw.drop("google_ads", table, workspace_id=self.workspace_id)
        for criterion, code in COUNTRIES.items():
            self._put("google_ads", "countries", account_id="acc", country_criterion_id=criterion, country_code=code)
        for campaign, name in campaigns.items():
            ids = {"account_id": "acc", "campaign_id": campaign, "ad_set_id": f"s{campaign}"}
            self._put("google_ads", "ad_sets", **ids, name=f"{name} group")
            for ad in ads[campaign]:
                shown = {"image_url": f"https://images.example/{self.raw.load_id}", "type": "IMAGE_AD"}
                self._put("google_ads", "creatives", **ids, ad_id=ad, name=f"{name} picture", **shown)

    def change_cost_rates(self) -> None:
        """Other costs of sending, of being paid and of a day, from some day on."""
        self.raw.drop("workspaces", "cost_rates", workspace_id=self.workspace_id)
        for kind in ("shipping", "payment", "other"):
            first = date(2026, 1, 1) + timedelta(days=self.random.randint(0, 15))
            for valid_from in (date(2025, 1, 1), first):
                self._put(
                    "workspaces",
                    "cost_rates",
                    kind=kind,
                    valid_from=valid_from,
                    per_order=Decimal(self.random.randint(0, 9)),
                    share=Decimal(self.random.randint(0, 5)) / 100,
                    per_day=Decimal(self.random.randint(0, 40)) if kind == "other" else None,
                )

    def change_product_costs(self) -> None:
        """Other costs of some products, by variant or by SKU, in any currency, from some day on; or none at all."""
        self.raw.drop("workspaces", "product_costs", workspace_id=self.workspace_id)
        for variant in self.random.sample(("vase", "cup", "rug"), self.random.randint(0, 2)):
            name = self.random.choice(({"variant_id": variant}, {"sku": variant}))
            for valid_from in {date(2025, 1, 1), date(2026, 1, 1) + timedelta(days=self.random.randint(0, 15))}:
                cost = {"unit_cost": Decimal(self.random.randint(1, 900)) / 100}
                currency = self.random.choice(("EUR", "USD", "GBP", "CHF"))
                self._put("workspaces", "product_costs", **name, **cost, valid_from=valid_from, currency=currency)

    def refuse(self) -> None:
        """A record that did not fit its table, or another in its place."""
        key = {"table_name": "ad_insights", "covered_key": self.random.choice(("one", "two"))}
        self.raw.drop("google_ads", "rejected_records", workspace_id=self.workspace_id, **key)
        said = {"field": "spend", "reason": "no number", "example": "x"}
        self._put("google_ads", "rejected_records", **key, stream="ad_insights", **said)

    def _traffic(self) -> dict[str, Any]:
        return {"spend": Decimal(self.random.randint(0, 3000)) / 100, "impressions": 40, "clicks": 4}

    def _put(self, source: str, table: str, **values: Any) -> None:
        self.raw.put(source, table, workspace_id=self.workspace_id, **values)
