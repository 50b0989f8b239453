"""How far back a query may go: 37 months by day, single clicks one day per query and 90 days."""

from datetime import date, timedelta

from sandbox.google_ads.conditions import day_range
from sandbox.google_ads.failures import GoogleAdsError, query_fault
from sandbox.google_ads.fields import DATE_SEGMENTS
from sandbox.google_ads.gaql import Query

GRANULAR_DAYS = 1127
CLICK_DAYS = 90


def check_days(query: Query, today: date) -> None:
    """Raises GoogleAdsError for days that are not kept; ``today`` is the account's."""
    since, until = day_range(query.conditions, today)
    if query.resource == "click_view":
        if since != until:
            raise query_fault(
                "EXPECTED_FILTERS_ON_DATE_RANGE", "Queries of click_view must filter 'segments.date' to one day."
            )
        _not_before(since, today - timedelta(days=CLICK_DAYS))
    elif DATE_SEGMENTS.intersection(query.select):
        _not_before(since, today - timedelta(days=GRANULAR_DAYS))


def _not_before(day: date, first: date) -> None:
    if day < first:
        raise GoogleAdsError(
            400, "dateError", "EARLIER_THAN_MINIMUM_DATE", f"Date is before the allowed minimum {first}."
        )
