"""What ads show: words by type of ad, and the images and videos that they use, as assets of the account."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sandbox.market.interface import Market
from sandbox.market.model.ads import Ad, AdAccount

Row = dict[str, Any]

_AD = "ad_group_ad.ad"
_PLACE_OF_TYPE = {
    "RESPONSIVE_SEARCH_AD": "responsive_search_ad",
    "RESPONSIVE_DISPLAY_AD": "responsive_display_ad",
    "VIDEO_RESPONSIVE_AD": "video_responsive_ad",
    "DEMAND_GEN_MULTI_ASSET_AD": "demand_gen_multi_asset_ad",
}


def creative(ad: Ad, ad_type: str, customer_name: str) -> Row:
    """The words and assets of an ad; shopping ads show the product and have none of their own."""
    place = _PLACE_OF_TYPE.get(ad_type)
    if place is None:
        return {}
    name = ad.names[0].value
    home = f"{_AD}.{place}"
    row: Row = {
        f"{home}.headlines": [{"text": name}, {"text": "Made to last"}, {"text": "Free returns"}],
        f"{home}.descriptions": [{"text": f"{name}: find yours today."}, {"text": "Delivered in three days."}],
    }
    asset = [{"asset": f"{customer_name}/assets/{ad.creative_id}"}]
    if ad_type == "VIDEO_RESPONSIVE_AD":
        row[f"{home}.videos"] = asset
    elif ad_type == "RESPONSIVE_DISPLAY_AD":
        row |= {f"{home}.marketing_images": asset, f"{home}.call_to_action_text": "Shop now"}
    return row


def assets(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """The images and videos of the account's display and video ads."""
    kinds = {campaign.campaign_id: campaign.kind for campaign in market.campaigns(account.account_id, now)}
    for ad in market.ads(account.account_id, now):
        kind = kinds[ad.campaign_id]
        if kind not in ("display", "retargeting", "video"):
            continue
        name = f"customers/{account.account_id}/assets/{ad.creative_id}"
        row: Row = {"asset.resource_name": name, "asset.id": int(ad.creative_id), "asset.name": ad.names[0].value}
        if kind == "video":
            row |= {"asset.type": "YOUTUBE_VIDEO", "asset.youtube_video_asset.youtube_video_id": f"v{ad.creative_id}"}
        else:
            url = f"https://images.example/{ad.creative_id}.png"
            row |= {"asset.type": "IMAGE", "asset.image_asset.full_size.url": url}
        yield ad.creative_id, row
