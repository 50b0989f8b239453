"""One ad account at one moment: its objects by id and the status each has in effect."""

from datetime import datetime
from functools import cached_property
from typing import Any

from sandbox.facebook_ads import objects
from sandbox.facebook_ads.creatives import creative
from sandbox.facebook_ads.objects import identity
from sandbox.market.interface import Market
from sandbox.market.model.ads import Ad, AdAccount, AdSet, Campaign
from sandbox.market.model.history import value_at


class AccountView:
    """One account at one moment: its objects by id, with the status that follows from their parents."""

    def __init__(self, market: Market, account: AdAccount, now: datetime) -> None:
        self.market = market
        self.account = account
        self.now = now
        self._effective: dict[str, str] = {}

    @cached_property
    def campaigns(self) -> dict[str, Campaign]:
        records = self.market.campaigns(self.account.account_id, self.now)
        return {record.campaign_id: record for record in records}

    @cached_property
    def ad_sets(self) -> dict[str, AdSet]:
        return {record.ad_set_id: record for record in self.market.ad_sets(self.account.account_id, self.now)}

    @cached_property
    def ads(self) -> dict[str, Ad]:
        return {record.ad_id: record for record in self.market.ads(self.account.account_id, self.now)}

    def effective_status(self, record: Campaign | AdSet | Ad) -> str:
        """The record's own status, overruled by a parent that is deleted, archived or paused."""
        own_id = identity(record)
        if own_id not in self._effective:
            self._effective[own_id] = self._derive_status(record)
        return self._effective[own_id]

    def _derive_status(self, record: Campaign | AdSet | Ad) -> str:
        own = value_at(record.statuses, self.now).upper()
        above = self._statuses_above(record)
        for final in ("DELETED", "ARCHIVED"):
            if final in (own, *above.values()):
                return final
        if own != "ACTIVE":
            return own
        return next((f"{parent}_PAUSED" for parent, status in above.items() if status == "PAUSED"), "ACTIVE")

    def _statuses_above(self, record: Campaign | AdSet | Ad) -> dict[str, str]:
        if isinstance(record, Campaign):
            return {}
        parents: dict[str, Campaign | AdSet] = {"CAMPAIGN": self.campaigns[record.campaign_id]}
        if isinstance(record, Ad):
            parents["ADSET"] = self.ad_sets[record.ad_set_id]
        return {name: value_at(parent.statuses, self.now).upper() for name, parent in parents.items()}

    def campaign(self, record: Campaign) -> dict[str, Any]:
        return objects.campaign(record, self.effective_status(record), self.account, self.now)

    def ad_set(self, record: AdSet) -> dict[str, Any]:
        return objects.ad_set(record, self.effective_status(record), self.account, self.now)

    def ad(self, record: Ad) -> dict[str, Any]:
        return objects.ad(record, self.effective_status(record), self.account, self.now)

    def creative(self, record: Ad) -> dict[str, Any]:
        return creative(record, self.effective_status(record), self.now)
