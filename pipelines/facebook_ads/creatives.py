"""What a creative shows and where it leads: Meta keeps both in a different place for every kind of ad."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Record = Mapping[str, Any]

UTM_TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_id")

# Places are paths; * stands for every entry of a list. The first place that holds something counts.
_LINKS = (
    "object_story_spec.link_data.link",
    "object_story_spec.link_data.call_to_action.value.link",
    "object_story_spec.video_data.call_to_action.value.link",
    "object_story_spec.photo_data.call_to_action.value.link",
    "object_story_spec.template_data.link",
    "object_story_spec.link_data.child_attachments.*.link",
    "object_story_spec.template_data.child_attachments.*.link",
    "asset_feed_spec.link_urls.*.website_url",
    "link_url",
    "template_url_spec.web.url",
    "template_url",
)
_HEADLINES = (
    "title",
    "object_story_spec.link_data.name",
    "object_story_spec.video_data.title",
    "object_story_spec.template_data.name",
    "asset_feed_spec.titles.*.text",
)
_BODIES = (
    "body",
    "object_story_spec.link_data.message",
    "object_story_spec.video_data.message",
    "object_story_spec.photo_data.caption",
    "object_story_spec.template_data.message",
    "object_story_spec.text_data.message",
    "asset_feed_spec.bodies.*.text",
)
_CALLS_TO_ACTION = (
    "call_to_action_type",
    "object_story_spec.link_data.call_to_action.type",
    "object_story_spec.video_data.call_to_action.type",
    "object_story_spec.template_data.call_to_action.type",
    "asset_feed_spec.call_to_action_types.*",
)
_IMAGES = (
    "image_url",
    "object_story_spec.link_data.picture",
    "object_story_spec.video_data.image_url",
    "object_story_spec.photo_data.url",
    "asset_feed_spec.images.*.url",
    "thumbnail_url",
)
_VIDEOS = ("video_id", "object_story_spec.video_data.video_id", "asset_feed_spec.videos.*.video_id")

_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("catalog", ("product_set_id", "object_story_spec.template_data", "template_url_spec.web.url")),
    ("carousel", ("object_story_spec.link_data.child_attachments",)),
    ("video", (*_VIDEOS, "object_story_spec.video_data")),
    (
        "image",
        (
            "image_hash",
            "image_url",
            "object_story_spec.link_data.picture",
            "object_story_spec.link_data.image_hash",
            "object_story_spec.photo_data",
            "asset_feed_spec.images",
        ),
    ),
    ("text", ("object_story_spec.text_data",)),
)
"""Formats with the places that only they fill, in the order in which they are looked for."""

_BY_TYPE = {"VIDEO": "video", "PHOTO": "image", "SHARE": "image", "STATUS": "text"}


def creative_row(account_id: str, record: Record) -> dict[str, Any]:
    """A creative of the account as Meta sends it, with what it shows, where it leads and its UTM tags."""
    return {
        **record,
        "account_id": account_id,
        "format": ad_format(record),
        "headline": _first(record, _HEADLINES),
        "body_text": _first(record, _BODIES),
        "call_to_action": _first(record, _CALLS_TO_ACTION),
        "shown_image_url": _first(record, _IMAGES),
        "shown_video_id": _first(record, _VIDEOS),
        "landing_page": landing_page(record),
        **utm_tags(record),
    }


def ad_format(creative: Record) -> str:
    """Image, video, carousel, catalog, text or other."""
    formats = [str(name) for name in _values(creative, "asset_feed_spec.ad_formats.*")]
    if any(name.startswith("CAROUSEL") for name in formats):
        return "carousel"
    for name, places in _SIGNS:
        if any(True for place in places for _ in _values(creative, place)):
            return name
    return _BY_TYPE.get(str(creative.get("object_type")), "other")


def landing_page(creative: Record) -> str | None:
    """The page that a creative leads to, without its UTM tags; None when Meta names none."""
    link = _first(creative, _LINKS)
    return _without_utm(link) if link else None


def utm_tags(creative: Record) -> dict[str, str | None]:
    """The UTM tags of a creative, decoded; None for those it does not set.

    ``url_tags`` go before what stands in links. Meta's placeholders such as ``{{campaign.id}}`` stay as they are.
    """
    queries = [tags.lstrip("?&") for tags in _texts(creative, ("url_tags",))]
    queries += [query for link in _texts(creative, _LINKS) if (query := _query(link))]
    found: dict[str, str] = {}
    for query in queries:
        for name, value in parse_qsl(query):
            found.setdefault(name.lower(), value)
    return {name: found.get(name) for name in UTM_TAGS}


def _query(link: str) -> str:
    return link.partition("#")[0].partition("?")[2]


def _without_utm(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    kept = [part for part in parts.query.split("&") if part.partition("=")[0].lower() not in UTM_TAGS]
    return parts._replace(query="&".join(kept)).geturl() if parts.query else link


def _first(record: Record, places: tuple[str, ...]) -> str | None:
    return next(_texts(record, places), None)


def _texts(record: Record, places: tuple[str, ...]) -> Iterator[str]:
    """Every text that stands in one of ``places``, in their order."""
    return (value for place in places for value in _values(record, place) if isinstance(value, str))


def _values(value: Any, place: str) -> Iterator[Any]:
    """What stands at ``place``, unless it is empty or the record has another shape there."""
    step, _, rest = place.partition(".")
    if step == "*":
        found = value if isinstance(value, list) else []
    else:
        found = [value.get(step)] if isinstance(value, Mapping) else []
    for one in found:
        if rest:
            yield from _values(one, rest)
        elif one:
            yield one
