"""One advertiser at one moment: its objects by id, their statuses, and the lists that TikTok makes of them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from sandbox.market.interface import Market
from sandbox.market.model.ads import Ad, AdAccount, AdSet, Campaign
from sandbox.market.model.history import value_at
from sandbox.tiktok_ads import objects

Kind = Literal["CAMPAIGN", "ADGROUP", "AD"]
Record = Campaign | AdSet | Ad


class AdvertiserView:
    """The advertiser's records as of ``now``, deleted ones included."""

    def __init__(self, market: Market, account: AdAccount, now: datetime) -> None:
        self.market = market
        self.account = account
        self.now = now
        self._statuses: dict[str, str] = {}

    @cached_property
    def campaigns(self) -> dict[str, Campaign]:
        records = self.market.campaigns(self.account.account_id, self.now)
        return {record.campaign_id: record for record in records}

    @cached_property
    def ad_groups(self) -> dict[str, AdSet]:
        return {record.ad_set_id: record for record in self.market.ad_sets(self.account.account_id, self.now)}

    @cached_property
    def ads(self) -> dict[str, Ad]:
        return {record.ad_id: record for record in self.market.ads(self.account.account_id, self.now)}

    def records(self, kind: Kind) -> Mapping[str, Record]:
        kinds: dict[Kind, Mapping[str, Record]] = {
            "CAMPAIGN": self.campaigns,
            "ADGROUP": self.ad_groups,
            "AD": self.ads,
        }
        return kinds[kind]

    def secondary_status(self, kind: Kind, record_id: str) -> str:
        """What is in effect, such as ``AD_STATUS_CAMPAIGN_DELETE``; a record's own status goes first."""
        key = f"{kind}{record_id}"
        if key not in self._statuses:
            self._statuses[key] = f"{kind}_STATUS_{self._suffix(kind, self.records(kind)[record_id])}"
        return self._statuses[key]

    def _suffix(self, kind: Kind, record: Record) -> str:
        own = value_at(record.statuses, self.now)
        if own == "deleted":
            return "DELETE"
        parents: list[tuple[str, Record]] = []
        if not isinstance(record, Campaign):
            parents.append(("CAMPAIGN", self.campaigns[record.campaign_id]))
        if isinstance(record, Ad):
            parents.append(("ADGROUP", self.ad_groups[record.ad_set_id]))
        states = [(name, value_at(parent.statuses, self.now)) for name, parent in parents]
        for name, state in states:
            if state == "deleted":
                return f"{name}_DELETE"
        if own != "active":
            return "DISABLE"
        for name, state in states:
            if state != "active":
                return f"{name}_DISABLE"
        return "DELIVERY_OK" if kind != "CAMPAIGN" else "ENABLE"

    def is_deleted(self, kind: Kind, record_id: str) -> bool:
        """Deleted itself or together with a parent."""
        return self.secondary_status(kind, record_id).endswith("_DELETE")

    def wire(self, kind: Kind, record_id: str) -> dict[str, Any]:
        """The whole record as TikTok shows it."""
        secondary = self.secondary_status(kind, record_id)
        record = self.records(kind)[record_id]
        if isinstance(record, Campaign):
            return objects.campaign(record, secondary, self.now)
        parent = self.campaigns[record.campaign_id]
        if isinstance(record, AdSet):
            return objects.ad_group(record, parent, secondary, self.now)
        return objects.ad(record, parent, self.ad_groups[record.ad_set_id], secondary, self.now)
