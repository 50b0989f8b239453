"""Audience and hour dimensions: fixed shares that cut a row, because the market knows no such parts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from sandbox.shares import split_amount, split_whole
from sandbox.tiktok_ads.metrics import Totals

SHARES: Mapping[str, Mapping[str, int]] = {
    "age": {"AGE_18_24": 38, "AGE_25_34": 35, "AGE_35_44": 17, "AGE_45_54": 7, "AGE_55_100": 3},
    "gender": {"FEMALE": 58, "MALE": 40, "NONE": 2},
    "country_code": {"US": 46, "DE": 30, "AT": 14, "GB": 10},
    "province_id": {"5332921": 45, "5128638": 30, "4736286": 25},
    "platform": {"ANDROID": 55, "IPHONE": 45},
    "placement": {"TikTok": 90, "Pangle": 10},
    "language": {"en": 60, "de": 40},
    "ac": {"WIFI": 62, "4G": 30, "5G": 8},
    "interest_category": {"Apparel": 55, "Beauty": 45},
    "device_brand_id": {"Apple": 45, "Samsung": 35, "Xiaomi": 20},
    "stat_time_hour": {f"{hour:02}:00:00": 1 + min(hour, 12) for hour in range(24)},
}


def cut(totals: Totals, names: Sequence[str]) -> list[tuple[dict[str, str], Totals]]:
    """``totals`` by cell of the dimensions ``names``; the parts add up, empty cells are left out."""
    if not names:
        return [({}, totals)]
    cells = [dict(zip(names, values, strict=True)) for values in product(*(SHARES[name] for name in names))]
    weights = []
    for cell in cells:
        weight = 1
        for name, value in cell.items():
            weight *= SHARES[name][value]
        weights.append(weight)
    impressions, reach = split_whole(totals.impressions, weights), split_whole(totals.reach, weights)
    clicks, views = split_whole(totals.clicks, weights), split_whole(totals.video_views, weights)
    spend = split_amount(totals.spend, weights)
    parts = [
        replace(
            totals,
            impressions=impressions[index],
            reach=reach[index],
            clicks=clicks[index],
            video_views=views[index],
            spend=spend[index],
            claims=[claim for claim in totals.claims if claim.order_id % len(cells) == index],
            real_time=[claim for claim in totals.real_time if claim.order_id % len(cells) == index],
        )
        for index in range(len(cells))
    ]
    return [
        (cell, part)
        for cell, part in zip(cells, parts, strict=True)
        if part.impressions or part.spend or part.claims or part.real_time
    ]
