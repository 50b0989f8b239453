"""Breakdowns of insights: the cells that a row falls apart into.

The market knows no such parts, so fixed shares cut it. The parts of every measure add up to the row without breakdowns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

from sandbox.facebook_ads.errors import bad_parameter
from sandbox.facebook_ads.measures import Totals
from sandbox.shares import split_amount, split_whole

Cell = tuple[tuple[str, str], ...]

_HOURS = {f"{hour:02}:00:00 - {hour:02}:59:59": 1 + min(hour, 12) for hour in range(24)}

SHARES: Mapping[str, Mapping[str, int]] = {
    "age": {"18-24": 18, "25-34": 34, "35-44": 24, "45-54": 13, "55-64": 7, "65+": 4},
    "gender": {"female": 57, "male": 41, "unknown": 2},
    "country": {"DE": 46, "AT": 22, "US": 20, "GB": 12},
    "region": {"Bavaria": 37, "Berlin": 35, "Vienna": 28},
    "publisher_platform": {"facebook": 44, "instagram": 51, "audience_network": 5},
    "platform_position": {"feed": 60, "story": 25, "reels": 15},
    "impression_device": {"iphone": 46, "android_smartphone": 34, "desktop": 15, "ipad": 5},
    "device_platform": {"mobile_app": 74, "mobile_web": 12, "desktop": 14},
    "hourly_stats_aggregated_by_advertiser_time_zone": _HOURS,
    "hourly_stats_aggregated_by_audience_time_zone": _HOURS,
    "frequency_value": {"1": 70, "2": 20, "3": 10},
    "comscore_market": {"New York, NY": 40, "Los Angeles, CA": 35, "Chicago, IL": 25},
}


_NEVER_ALONE = {"platform_position": "publisher_platform", "impression_device": "publisher_platform"}
"""Breakdowns of actions that Meta gives only together with another."""


def check(names: Sequence[str], fields: Sequence[str]) -> None:
    """Raises error 100 for a breakdown that does not exist (any more) or that the ``fields`` do not go with."""
    for name in names:
        if name not in SHARES:
            raise bad_parameter(f"breakdowns must be one of the following values: {', '.join(SHARES)}")
        if not {"actions", "action_values"}.isdisjoint(fields) and _NEVER_ALONE.get(name, name) not in names:
            raise bad_parameter(f"Current combination of data breakdown columns (action_type, {name}) is invalid")


def cut(totals: Totals, names: Sequence[str]) -> list[tuple[Cell, Totals]]:
    """``totals`` by cell of the breakdowns ``names``; cells without delivery and purchases are left out.

    By region and by hour Meta tells of no purchases made outside of it.
    """
    if not names:
        return [((), totals)]
    cells: list[Cell] = [
        tuple(zip(names, values, strict=True)) for values in product(*(SHARES[name] for name in names))
    ]
    weights = [_weight(cell) for cell in cells]
    hourly = any(name.startswith("hourly") for name in names)
    claims = [] if hourly or "region" in names else totals.claims
    impressions, clicks = split_whole(totals.impressions, weights), split_whole(totals.clicks, weights)
    link_clicks, reach = split_whole(totals.link_clicks, weights), split_whole(totals.reach, weights)
    views, spend = split_whole(totals.video_views, weights), split_amount(totals.spend, weights)
    parts = []
    for index, cell in enumerate(cells):
        part = replace(
            totals,
            impressions=impressions[index],
            clicks=clicks[index],
            link_clicks=link_clicks[index],
            reach=0 if hourly else reach[index],
            video_views=views[index],
            spend=spend[index],
            claims=[claim for claim in claims if claim.order_id % len(cells) == index],
        )
        if part.impressions or part.spend or part.claims:
            parts.append((cell, part))
    return parts


def _weight(cell: Cell) -> int:
    weight = 1
    for name, value in cell:
        weight *= SHARES[name][value]
    return weight
