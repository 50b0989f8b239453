"""A level of the ads as a file: what the page shows, with exact numbers."""

from collections.abc import Sequence
from decimal import Decimal

from omnitrackiq.reporting.ad_levels import AdLevel, LevelRow
from omnitrackiq.reporting.ad_platforms import platform_label
from omnitrackiq.reporting.csv_text import csv_text
from omnitrackiq.reporting.definitions import Metric, Ratio
from omnitrackiq.reporting.formatting import rounded
from omnitrackiq.reporting.periods import Period

_DIGITS_OF_RATIOS = 6


def level_file(level: AdLevel, rows: Sequence[LevelRow], period: Period, currency: str) -> str:
    """The CSV of ``rows``: sums exact, quotients with six decimals, shares as fractions, amounts in ``currency``."""
    heading = [
        *("since", "until", "currency", "platform"),
        *(parent for parent, _ in level.parents),
        *(level.key, f"{level.key}_id", "status"),
        *(metric.name for metric in level.metrics),
    ]
    lines = (
        [
            *(period.since, period.until, currency, platform_label(row.platform)),
            *row.parents,
            *(row.name, row.id, row.status),
            *(_exact(metric, row.value(metric)) for metric in level.metrics),
        ]
        for row in rows
    )
    return csv_text(heading, lines)


def level_file_name(workspace_id: str, level: AdLevel, period: Period, platform: str | None) -> str:
    """A name that says whose numbers these are, which and of which days."""
    which = f"{platform}-{level.level}" if platform else level.level
    return f"{workspace_id}-{which}-{period.since}-{period.until}.csv".replace("_", "-")


def _exact(metric: Metric, value: Decimal | None) -> Decimal | None:
    if value is None or not isinstance(metric.measure, Ratio):
        return value
    return rounded(value, _DIGITS_OF_RATIOS)
