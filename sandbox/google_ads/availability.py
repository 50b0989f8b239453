"""Which segments and metrics a resource offers, beyond those that all have."""

from collections.abc import Mapping

from sandbox.google_ads.fields import CONVERSION_SEGMENTS, WITHOUT_METRICS, Field

_ONLY_IN: Mapping[str, str] = {
    "segments.product_item_id": "shopping_performance_view",
    "segments.product_title": "shopping_performance_view",
    "segments.product_brand": "shopping_performance_view",
    "segments.product_type_l1": "shopping_performance_view",
    "segments.search_term_match_type": "search_term_view",
    "segments.keyword.info.text": "search_term_view",
    "segments.keyword.info.match_type": "search_term_view",
    "segments.keyword.ad_group_criterion": "search_term_view",
    "metrics.historical_quality_score": "keyword_view",
}
_WITHOUT: Mapping[str, frozenset[str]] = {
    "shopping_performance_view": frozenset(
        {
            "metrics.interactions",
            "metrics.view_through_conversions",
            "metrics.video_views",
            "metrics.video_trueview_views",
            "metrics.average_cost",
            "metrics.average_cpm",
        }
    ),
}
_CLICK_SEGMENTS = frozenset({"segments.date", "segments.device"})


def offers(resource: str, field: Field) -> bool:
    """Whether ``field``, a segment or metric, may be asked of ``resource``."""
    if resource in WITHOUT_METRICS or _ONLY_IN.get(field.name, resource) != resource:
        return False
    if resource == "click_view":
        return field.name in _CLICK_SEGMENTS or field.name == "metrics.clicks"
    if resource == "geographic_view" and field.name in CONVERSION_SEGMENTS:
        return False
    return field.name not in _WITHOUT.get(resource, ())
