"""Wire records to rows of the raw tables: Meta's names stay, what is derived is added."""

from collections.abc import Iterable, Mapping
from decimal import InvalidOperation
from typing import Any

from pipelines.facebook_ads.purchases import canonical_purchases

Record = Mapping[str, Any]


def object_row(account_id: str, record: Record) -> dict[str, Any]:
    """A campaign or ad set of the account."""
    return {**record, "account_id": account_id}


def ad_row(account_id: str, record: Record) -> dict[str, Any]:
    """An ad of the account, with the page that its creative sends people to."""
    return {**record, "account_id": account_id, "landing_page": landing_page(record.get("creative") or {})}


def insight_row(account_id: str, record: Record) -> dict[str, Any]:
    """A daily report row with its canonical purchases; the day is the one that Meta names."""
    row = {**record, "account_id": account_id, "date_day": record.get("date_start")}
    try:
        found = canonical_purchases(record)
    except (InvalidOperation, TypeError, KeyError, AttributeError):
        # The lists hold something else than numbers by type: the record is for the quarantine, which names the field.
        return row | {"purchases": str(record.get("actions"))}
    return row | {"purchases": found.count, "purchase_value": found.value, "purchase_source": found.source}


def landing_page(creative: Record) -> str | None:
    """The link of a creative, wherever Meta keeps it for this kind of ad; None when there is none."""
    story = creative.get("object_story_spec") or {}
    feed = creative.get("asset_feed_spec") or {}
    candidates = (
        (story.get("link_data") or {}).get("link"),
        _call_to_action(story.get("video_data")),
        _call_to_action(story.get("photo_data")),
        *(link.get("website_url") for link in feed.get("link_urls") or ()),
        creative.get("link_url"),
        (creative.get("template_url_spec") or {}).get("web", {}).get("url"),
        creative.get("template_url"),
    )
    return next((link for link in candidates if link), None)


def _call_to_action(part: Record | None) -> str | None:
    link = (((part or {}).get("call_to_action") or {}).get("value") or {}).get("link")
    return str(link) if link else None


def attribution_days(ad_sets: Iterable[Record]) -> int:
    """The longest attribution window of the ad sets in days, 0 when none is known."""
    specs = [entry for ad_set in ad_sets for entry in ad_set.get("attribution_spec") or ()]
    return max((int(entry.get("window_days") or 0) for entry in specs), default=0)
