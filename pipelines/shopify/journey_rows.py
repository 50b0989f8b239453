"""The customer journey of an order: its summary as columns of the order, its visits as rows."""

from pipelines.loading.personal_texts import clean_url
from pipelines.shopify import tables
from pipelines.shopify.fields import Fields, Node, Row, number_of


def journey_columns(journey: Fields) -> Row:
    """What the order keeps of its journey; ``journey_ready`` is null for an order without one."""
    count = journey.part("momentsCount")
    columns = {
        "journey_ready": journey.take("ready"),
        "journey_moments": count.take("count"),
        "customer_order_index": journey.take("customerOrderIndex"),
        "days_to_conversion": journey.take("daysToConversion"),
    }
    journey.keep("momentsCount", count)
    return columns


def visit_rows(order_id: str, journey: Fields) -> list[Row]:
    """Every visit once, oldest first; the first and the last visit stand in where the moments are not listed."""
    ends = [node for node in (journey.take("firstVisit"), journey.take("lastVisit")) if node]
    visits = {node["id"]: node for node in [*journey.nodes("moments"), *ends] if node.get("id")}
    ordered = sorted(visits.values(), key=_place_in_time)
    return [_visit_row(order_id, position, node) for position, node in enumerate(ordered, 1)]


def _place_in_time(visit: Node) -> tuple[str, str]:
    """Visits of the same second stand in the order of their ids."""
    return str(visit.get("occurredAt")), str(number_of(visit["id"])).zfill(20)


def _visit_row(order_id: str, position: int, node: Node) -> Row:
    fields = Fields(node)
    utm = fields.part("utmParameters")
    columns = {
        "order_id": order_id,
        "visit_id": fields.number(),
        "position": position,
        "occurred_at": fields.take("occurredAt"),
        "landing_page": clean_url(fields.take("landingPage")),
        "referrer_url": clean_url(fields.take("referrerUrl")),
        "referral_code": fields.take("referralCode"),
        "source": fields.take("source"),
        "source_type": fields.take("sourceType"),
        "source_description": fields.take("sourceDescription"),
        "utm_source": utm.take("source"),
        "utm_medium": utm.take("medium"),
        "utm_campaign": utm.take("campaign"),
        "utm_content": utm.take("content"),
        "utm_term": utm.take("term"),
    }
    fields.keep("utmParameters", utm)
    return fields.row(tables.VISITS, columns)
