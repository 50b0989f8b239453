"""The days behind a number as a small area that stands on zero, so that what hardly moved looks flat."""

from collections.abc import Sequence

from omnitrackiq.reporting.formatting import Verdict


def sparkline(values: Sequence[float], verdict: Verdict) -> str:
    """The area as HTML, in the colour of ``verdict``; nothing for fewer than two values."""
    lowest, highest = min((0, *values)), max((0, *values))
    if len(values) < 2 or lowest == highest:
        return ""
    heights = [100 * (highest - value) / (highest - lowest) for value in (0, *values, 0)]
    places = [0, *(100 * place / (len(values) - 1) for place in range(len(values))), 100]
    corners = ", ".join(f"{place:.1f}% {height:.1f}%" for place, height in zip(places, heights, strict=True))
    return (
        f"<div class='spark' data-verdict='{verdict}' aria-hidden='true' style='clip-path: polygon({corners})'></div>"
    )
