"""Reference rates: a random walk per currency, published on working days at 16:00 Frankfurt time."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from zoneinfo import ZoneInfo

from sandbox.market.dice import dice

LEVELS = {
    "USD": "1.16", "JPY": "172.50", "BGN": "1.9558", "CZK": "24.60", "DKK": "7.4630", "GBP": "0.8660", "HUF": "392.00",
    "PLN": "4.2600", "RON": "5.0700", "SEK": "11.050", "CHF": "0.9380", "ISK": "142.00", "NOK": "11.750",
    "TRY": "47.500", "AUD": "1.7800", "BRL": "6.3500", "CAD": "1.6100", "CNY": "8.3500", "HKD": "9.1000",
    "IDR": "18950", "ILS": "3.9500", "INR": "101.50", "KRW": "1615.0", "MXN": "21.700", "MYR": "4.9100",
    "NZD": "1.9700", "PHP": "66.500", "SGD": "1.4950", "THB": "37.900", "ZAR": "20.500",
}  # fmt: skip
LEAD_DAYS = 60
_STEP = Decimal("0.00000001")
_FRANKFURT = ZoneInfo("Europe/Berlin")


class Rates:
    """Units per euro by day, from ``LEAD_DAYS`` before the market starts."""

    def __init__(self, seed: int, start: date) -> None:
        self._first = start - timedelta(days=LEAD_DAYS)
        self._until = self._first - timedelta(days=1)
        self._dice = {currency: dice(seed, "rate", currency) for currency in LEVELS}
        self._level = {currency: Decimal(level) for currency, level in LEVELS.items()}
        self._days: dict[date, dict[str, Decimal]] = {}

    def extend(self, until: date) -> None:
        """Walks on until ``until``."""
        while self._until < until:
            self._until += timedelta(days=1)
            if not is_working_day(self._until):
                continue
            for currency, chance in self._dice.items():
                move = 1 + Decimal(chance.randint(-400, 400)).scaleb(-5)
                self._level[currency] = (self._level[currency] * move).quantize(_STEP)
            self._days[self._until] = {name: _five_digits(level) for name, level in self._level.items()}

    def published(self, since: date, until: date, now: datetime) -> list[tuple[date, str, Decimal]]:
        """(day, currency, units per euro), by day and currency, as far as published by ``now``."""
        return [
            (day, currency, rate)
            for day, rates in self._days.items()
            if since <= day <= until and _published_at(day) <= now
            for currency, rate in sorted(rates.items())
        ]

    def per_euro(self, currency: str, day: date, now: datetime) -> Decimal:
        """The last rate published by ``now`` on or before ``day``; 1 for the euro."""
        if currency == "EUR":
            return Decimal(1)
        while day not in self._days or _published_at(day) > now:
            day -= timedelta(days=1)
            if day < self._first:
                raise LookupError(f"no rate of {currency} is published so early")
        return self._days[day][currency]

    def cross(self, original: str, wanted: str, day: date, now: datetime) -> Decimal:
        """Units of ``wanted`` per unit of ``original``, to 12 decimals, half even; 1 for the same currency."""
        if original == wanted:
            return Decimal(1)
        ratio = self.per_euro(wanted, day, now) / self.per_euro(original, day, now)
        return ratio.quantize(Decimal("0.000000000001"), ROUND_HALF_EVEN)


@cache
def is_working_day(day: date) -> bool:
    """Whether the euro system's payments run: not on weekends nor on its six holidays."""
    easter = _easter(day.year)
    holidays = {(1, 1), (5, 1), (12, 25), (12, 26)}
    return (
        day.weekday() < 5
        and (day.month, day.day) not in holidays
        and day not in (easter - timedelta(days=2), easter + timedelta(days=1))
    )


@cache
def _published_at(day: date) -> datetime:
    return datetime.combine(day, time(16), _FRANKFURT).astimezone(UTC)


def _five_digits(level: Decimal) -> Decimal:
    return level.quantize(Decimal(1).scaleb(level.adjusted() - 4)) if level < 10000 else level.quantize(Decimal("0.1"))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
