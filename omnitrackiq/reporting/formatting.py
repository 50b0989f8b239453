"""Numbers as people read them: money in the currency's minor unit, percent, multiples, and changes between periods.

Every function takes exact values (Decimal or int), rounds half-even once, and returns plain text. Unknown values show
as a dash.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from omnitrackiq.reporting.currency_signs import sign
from omnitrackiq.reporting.definitions import Better, Metric
from omnitrackiq.reporting.periods import Period
from omnitrackiq.warehouse.currencies import minor_units

UNKNOWN = "–"
MINUS = "−"
Verdict = Literal["good", "bad", "neutral"]


def rounded(value: Decimal | int, digits: int) -> Decimal:
    """``value`` to ``digits`` decimal places, half to even."""
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)


def number(value: Decimal | int | None, digits: int = 0) -> str:
    """A number with thousands separators: 1,234.50."""
    if value is None:
        return UNKNOWN
    exact = rounded(value, digits)
    return f"{MINUS if exact < 0 else ''}{abs(exact):,}"


def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount in the minor unit of its currency: €1,234.50, ¥1,235, CHF 12.00, −$3.10."""
    if amount is None:
        return UNKNOWN
    exact = rounded(amount, minor_units(currency))
    return f"{MINUS if exact < 0 else ''}{sign(currency)}{abs(exact):,}"


def percent(share: Decimal | int | None, digits: int = 2) -> str:
    """A fraction as percent: 0.0213 is 2.13%."""
    return UNKNOWN if share is None else f"{number(Decimal(share) * 100, digits)}%"


def metric_text(metric: Metric, value: Decimal | int | None, currency: str) -> str:
    """``value`` in the unit of ``metric``; ``currency`` is that of the workspace."""
    if value is None:
        return UNKNOWN
    if metric.unit == "money":
        return money(value, currency)
    if metric.unit == "share":
        return percent(value)
    if metric.unit == "multiple":
        return f"{number(value, 2)}×"
    return number(value, 0 if metric.unit == "count" or rounded(value, 1) == rounded(value, 0) else 1)


@dataclass(frozen=True, slots=True)
class Change:
    """How a value moved: ``text`` as shown, ``direction`` of the arrow, and whether that is good news."""

    text: str
    direction: Literal["up", "down", "flat"]
    verdict: Verdict


def change(current: Decimal | int | None, prior: Decimal | int | None, better: Better) -> Change | None:
    """The relative change from ``prior`` to ``current``; None when either is unknown.

    A prior of zero has no percentage: the change then reads "new", or "0%" when nothing moved. A change that rounds
    to 0.0% is flat and neutral.
    """
    if current is None or prior is None:
        return None
    now, before = Decimal(current), Decimal(prior)
    if before == 0:
        if now == 0:
            return Change("0%", "flat", "neutral")
        direction: Literal["up", "down"] = "up" if now > 0 else "down"
        return Change("new", direction, _verdict(direction, better))
    share = (now - before) / abs(before)
    if rounded(share * 100, 1) == 0:
        return Change("0%", "flat", "neutral")
    direction = "up" if share > 0 else "down"
    return Change(percent(abs(share), 1), direction, _verdict(direction, better))


def _verdict(direction: Literal["up", "down"], better: Better) -> Verdict:
    if better == "neither":
        return "neutral"
    return "good" if direction == better else "bad"


def day(value: date) -> str:
    """A calendar day: 3 Mar 2026."""
    return f"{value.day} {value:%b %Y}"


def day_with_weekday(value: date) -> str:
    """A calendar day with its weekday: Tue 3 Mar 2026."""
    return f"{value:%a} {day(value)}"


def span(period: Period) -> str:
    """A range of days, without repeating what both ends share: 1–31 Mar 2026."""
    since, until = period.since, period.until
    if since == until:
        return day(until)
    if since.year != until.year:
        return f"{day(since)} – {day(until)}"
    if since.month != until.month:
        return f"{since.day} {since:%b} – {day(until)}"
    return f"{since.day}–{day(until)}"
