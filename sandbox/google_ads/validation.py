"""What a query may combine, with the error that the API names when it does not."""

from sandbox.google_ads.availability import offers
from sandbox.google_ads.failures import query_fault
from sandbox.google_ads.fields import (
    ATTRIBUTED,
    CONVERSION_METRICS,
    CONVERSION_SEGMENTS,
    DATE_SEGMENTS,
    Field,
    find,
)
from sandbox.google_ads.gaql import Query


def validate(query: Query, version: int, is_manager: bool) -> None:
    """Raises GoogleAdsError unless ``query`` may be asked of an account in ``version``."""
    if query.resource not in ATTRIBUTED:
        raise query_fault(
            "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE",
            f"Error in query: {query.resource} is not a resource of this API.",
            query.resource,
        )
    selected = [_known(name, version) for name in query.select]
    filtered = [_known(condition.field, version) for condition in query.conditions]
    ordered = [_known(name, version) for name, _ in query.order_by]
    for field in (*selected, *filtered):
        _fits_resource(field, query.resource)
    if is_manager and any(field.category == "METRIC" for field in (*selected, *filtered)):
        raise query_fault(
            "REQUESTED_METRICS_FOR_MANAGER",
            "Metrics cannot be requested for a manager account. To retrieve metrics, issue separate requests "
            "against each client account under the manager account.",
        )
    _conversions_stand_alone(selected)
    _days_are_bounded(query)
    _references_are_selected(query, filtered, ordered)


def _known(name: str, version: int) -> Field:
    field = find(name, version)
    if field is None:
        raise query_fault("UNRECOGNIZED_FIELD", f"Error in query: unrecognized field in the query: '{name}'.", name)
    return field


def _fits_resource(field: Field, resource: str) -> None:
    owner = field.name.split(".")[0]
    if field.category == "ATTRIBUTE" and owner not in ATTRIBUTED[resource]:
        raise query_fault(
            "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE",
            f"Error in query: {owner} cannot be selected from {resource}.",
            field.name,
        )
    if field.category != "ATTRIBUTE" and not offers(resource, field):
        raise query_fault(
            f"PROHIBITED_{field.category}_IN_SELECT_OR_WHERE_CLAUSE",
            f"Error in query: {field.name} is not available from {resource}.",
            field.name,
        )


def _conversions_stand_alone(selected: list[Field]) -> None:
    if not any(field.name in CONVERSION_SEGMENTS for field in selected):
        return
    for field in selected:
        if field.category == "METRIC" and field.name not in CONVERSION_METRICS:
            raise query_fault(
                "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
                f"Cannot select or filter on {field.name} together with a conversion segment.",
                field.name,
            )


def _days_are_bounded(query: Query) -> None:
    if not DATE_SEGMENTS.intersection(query.select):
        return
    operators = [condition.operator for condition in query.conditions if condition.field in DATE_SEGMENTS]
    lower = any(operator in ("=", ">", ">=", "BETWEEN", "DURING", "IN") for operator in operators)
    upper = any(operator in ("=", "<", "<=", "BETWEEN", "DURING", "IN") for operator in operators)
    if not (lower and upper):
        raise query_fault(
            "EXPECTED_FILTERS_ON_DATE_RANGE",
            "Expected filters on the following field: 'segments.date', with a valid, finite range.",
        )


def _references_are_selected(query: Query, filtered: list[Field], ordered: list[Field]) -> None:
    for field in filtered:
        if field.category == "METRIC" or field.name in DATE_SEGMENTS or field.name in query.select:
            continue
        _refuse_unselected(field)
    for field in ordered:
        if field.name not in query.select:
            _refuse_unselected(field)


def _refuse_unselected(field: Field) -> None:
    raise query_fault(
        "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
        f"The following field must be present in SELECT clause: '{field.name}'.",
        field.name,
    )
