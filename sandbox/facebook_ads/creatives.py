"""Creatives: every ad has one, in one of Meta's forms, each of which keeps its link and its UTM tags elsewhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sandbox.market.model.ads import Ad
from sandbox.market.model.history import value_at

TAGS = {
    "utm_source": "facebook",
    "utm_medium": "paid_social",
    "utm_campaign": "{{campaign.name}}",
    "utm_id": "{{campaign.id}}",
    "utm_content": "{{ad.id}}",
    "utm_term": "{{adset.id}}",
}
TRACKING = urlencode(TAGS, safe="{}.")

Form = Callable[[str, str, str], dict[str, Any]]


def creative(record: Ad, effective: str, now: datetime) -> dict[str, Any]:
    """The whole creative of an ad; the ad's id decides which form it has."""
    name = value_at(record.names, now)
    form = FORMS[int(record.ad_id[-1]) % len(FORMS)] if record.ad_id[-1].isdecimal() else _link
    common = {
        "id": record.creative_id,
        "account_id": record.account_id,
        "name": name,
        "status": "DELETED" if effective == "DELETED" else "ACTIVE",
        "thumbnail_url": f"https://scontent.example/{record.creative_id}_64.jpg",
    }
    return common | form(name, record.landing_page, record.account_id[-13:])


def _video(name: str, link: str, owner: str) -> dict[str, Any]:
    """Tags in the link of a video's button."""
    action = {"type": "SHOP_NOW", "value": {"link": _tagged(link)}}
    video_id = f"12{owner}"
    video = {"video_id": video_id, "title": name, "message": f"Watch: {name}", "call_to_action": action}
    return {
        "object_type": "VIDEO",
        "video_id": video_id,
        "object_story_spec": {"page_id": f"11{owner}", "video_data": video},
        "call_to_action_type": "SHOP_NOW",
    }


def _link(name: str, link: str, owner: str) -> dict[str, Any]:
    """Tags of their own, which Meta adds to the link of a picture."""
    action = {"type": "SHOP_NOW", "value": {"link": link}}
    picture = f"https://scontent.example/11{owner}.jpg"
    return {
        "title": name,
        "body": f"New: {name}",
        "object_type": "SHARE",
        "image_url": picture,
        "object_story_spec": {
            "page_id": f"11{owner}",
            "link_data": {"link": link, "name": name, "picture": picture, "call_to_action": action},
        },
        "call_to_action_type": "SHOP_NOW",
        "url_tags": TRACKING,
    }


def _feed(name: str, link: str, _owner: str) -> dict[str, Any]:
    """Tags in the links of a feed of assets, which Meta combines as it sees fit."""
    return {
        "object_type": "SHARE",
        "asset_feed_spec": {
            "ad_formats": ["AUTOMATIC_FORMAT"],
            "titles": [{"text": name}, {"text": f"{name} now"}],
            "bodies": [{"text": f"Look: {name}"}],
            "images": [{"hash": "a1"}, {"hash": "b2"}],
            "link_urls": [{"website_url": _tagged(link), "display_url": "shop"}],
            "call_to_action_types": ["LEARN_MORE"],
        },
    }


def _carousel(name: str, link: str, owner: str) -> dict[str, Any]:
    """Tags in the links of a carousel's cards."""
    cards = [{"link": _tagged(link), "name": f"{name} {number}"} for number in (1, 2, 3)]
    return {
        "object_type": "SHARE",
        "object_story_spec": {
            "page_id": f"11{owner}",
            "link_data": {"link": link, "message": f"See all: {name}", "name": name, "child_attachments": cards},
        },
        "call_to_action_type": "SHOP_NOW",
    }


def _catalog(name: str, link: str, owner: str) -> dict[str, Any]:
    """Tags in the template that Meta makes each product's link with."""
    return {
        "title": name,
        "object_type": "SHARE",
        "product_set_id": f"13{owner}",
        "object_story_spec": {"page_id": f"11{owner}", "template_data": {"message": f"For you: {name}", "link": link}},
        "template_url_spec": {"web": {"url": _tagged(link)}},
    }


FORMS: tuple[Form, ...] = (_video, _link, _feed, _carousel, _catalog)


def _tagged(link: str) -> str:
    return f"{link}{'&' if '?' in link else '?'}{TRACKING}"
