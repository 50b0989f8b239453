"""TikTok's API for Business, as far as a daily report needs it: accounts with so many ads on so many days."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs

from benchmarks.served.process import Answer

UNTIL = date(2026, 3, 1)
"""The last day of every account."""
ADS_PER_CAMPAIGN = 100
_LEVELS = {"AUCTION_AD": 0, "AUCTION_CAMPAIGN": 1}


@dataclass(frozen=True, slots=True)
class Account:
    """An advertiser and its report rows as JSON text, per level and day, oldest first."""

    account_id: str
    ad_count: int
    first_day: date
    days: tuple[list[list[bytes]], list[list[bytes]]]

    @property
    def campaign_count(self) -> int:
        return -(-self.ad_count // ADS_PER_CAMPAIGN)


def account_id(position: int) -> str:
    """The id of the account at ``position``."""
    return str(7_000_000_000_000_000_001 + position)


def render(accounts: Sequence[tuple[int, int, int]]) -> Answer:
    """Answers for advertisers given as (how many, ads of each, days of each): every ad has a row on every day."""
    sizes = [(ads, days) for count, ads, days in accounts for _ in range(count)]
    known = {account_id(position): _account(position, ads, days) for position, (ads, days) in enumerate(sizes)}
    lists: dict[str, Callable[[Account], list[bytes]]] = {
        "advertiser/info": _advertiser,
        "campaign/get": _campaigns,
        "adgroup/get": lambda account: [],
        "ad/get": lambda account: [],
    }

    def answer(path: str, query: str, _: bytes) -> bytes:
        endpoint = path.removeprefix("/open_api/v1.3/").strip("/")
        asked = {name: values[-1] for name, values in parse_qs(query).items()}
        if endpoint == "user/info":
            return b'{"code":0,"message":"OK","request_id":"1","data":{}}'
        account = known[asked.get("advertiser_id") or json.loads(asked["advertiser_ids"])[0]]
        rows = _report(account, asked) if endpoint == "report/integrated/get" else lists[endpoint](account)
        return _page(rows, int(asked.get("page", 1)), int(asked.get("page_size", 10)))

    return answer


def _page(rows: list[bytes], page: int, size: int) -> bytes:
    info = {"page": page, "page_size": size, "total_number": len(rows), "total_page": -(-len(rows) // size)}
    listed = b",".join(rows[(page - 1) * size : page * size])
    head = b'{"code":0,"message":"OK","request_id":"1","data":{"page_info":' + json.dumps(info).encode()
    return head + b',"list":[' + listed + b"]}}"


def _report(account: Account, asked: dict[str, str]) -> list[bytes]:
    since, until = ((date.fromisoformat(asked[name]) - account.first_day).days for name in ("start_date", "end_date"))
    days = account.days[_LEVELS[asked["data_level"]]][max(since, 0) : max(until + 1, 0)]
    return [row for day in days for row in day]


def _account(position: int, ads: int, days: int) -> Account:
    dice = random.Random(position)
    first_day = UNTIL - timedelta(days=days - 1)
    labels = [str(first_day + timedelta(days=offset)) for offset in range(days)]
    account = Account(account_id(position), ads, first_day, ([], []))
    for label in labels:
        account.days[0].append([_ad_row(dice, label, position, ad) for ad in range(ads)])
        account.days[1].append([_campaign_row(dice, label, position, one) for one in range(account.campaign_count)])
    return account


def _ad_row(dice: random.Random, day: str, account: int, ad: int) -> bytes:
    campaign = ad // ADS_PER_CAMPAIGN
    identity = {
        "campaign_id": _id(1, account, campaign),
        "adgroup_id": _id(2, account, ad // 10),
        "adgroup_name": f"Group {ad // 10} · broad",
        "ad_name": f"Ad {ad} · video {ad % 7}",
    }
    return _row(dice, {"ad_id": _id(3, account, ad), "stat_time_day": f"{day} 00:00:00"}, identity, campaign)


def _campaign_row(dice: random.Random, day: str, account: int, campaign: int) -> bytes:
    dimensions = {"campaign_id": _id(1, account, campaign), "stat_time_day": f"{day} 00:00:00"}
    return _row(dice, dimensions, {}, campaign)


def _row(dice: random.Random, dimensions: dict[str, str], identity: dict[str, str], campaign: int) -> bytes:
    impressions = dice.randrange(200, 90_000)
    bought = dice.randrange(0, 4)
    metrics = {
        "campaign_name": f"Campaign {campaign} · spring",
        "currency": "EUR",
        "spend": f"{impressions * 7 // 1000}.{dice.randrange(100):02}",
        "impressions": str(impressions),
        "clicks": str(impressions // dice.randrange(40, 120)),
        "reach": str(impressions * 4 // 5),
        "frequency": "1.25",
        "conversion": str(bought),
        "real_time_conversion": str(bought),
        "complete_payment": str(bought),
        "total_complete_payment_rate": f"{bought * dice.randrange(20, 90)}.{bought * dice.randrange(33):02}",
        "cta_complete_payment": str(bought),
        "vta_complete_payment": "0",
        "onsite_shopping": "0",
        "total_onsite_shopping_value": "0.00",
        "total_purchase": "0",
        "total_purchase_value": "0.00",
        **identity,
    }
    return json.dumps({"dimensions": dimensions, "metrics": metrics}, separators=(",", ":")).encode()


def _id(kind: int, account: int, position: int) -> str:
    return f"17{kind}{account:06}{position:07}"


def _advertiser(account: Account) -> list[bytes]:
    record = {
        "advertiser_id": account.account_id,
        "name": f"Advertiser {account.account_id}",
        "company": "Bench",
        "status": "STATUS_ENABLE",
        "currency": "EUR",
        "timezone": "Etc/GMT",
        "create_time": 1_500_000_000,
    }
    return [json.dumps(record).encode()]


def _campaigns(account: Account) -> list[bytes]:
    names = range(account.campaign_count)
    owner = int(account.account_id) - int(account_id(0))
    return [
        json.dumps({"campaign_id": _id(1, owner, one), "campaign_name": f"Campaign {one}"}).encode() for one in names
    ]
