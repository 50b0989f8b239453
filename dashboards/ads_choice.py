"""Which ads are shown: a level of the drill-down and a platform. Both live in the URL, and nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from omnitrackiq.errors import ExpectedError
from omnitrackiq.reporting.ad_levels import LEVELS, AdLevel
from omnitrackiq.reporting.ad_platforms import platform_label
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.text import plain

LEVEL_KEY, PLATFORM_KEY = "level", "platform"
_FIRST: AdLevel = LEVELS["campaigns"]


class UnknownFileError(ExpectedError):
    """An address asks for a file that there is not."""


@dataclass(frozen=True, slots=True)
class AdsChoice:
    """A level, and the platform that it is narrowed to (None: all of them)."""

    level: AdLevel
    platform: str | None


def draw_choice(platforms: Sequence[str]) -> AdsChoice:
    """Draw the controls for ``platforms``; what the URL says wrongly counts as not said."""
    chosen = chosen_ads(platforms)
    st.session_state[_widget(LEVEL_KEY)] = chosen.level.level
    st.session_state[_widget(PLATFORM_KEY)] = chosen.platform or ""
    st.segmented_control(
        "Level",
        list(LEVELS),
        required=True,
        format_func=lambda level: LEVELS[level].many,
        key=_widget(LEVEL_KEY),
        on_change=_write_down,
        args=(LEVEL_KEY, _FIRST.level),
        label_visibility="collapsed",
    )
    st.selectbox(
        "Platform",
        ["", *platforms],
        format_func=lambda platform: plain(platform_label(platform)) if platform else "All platforms",
        key=_widget(PLATFORM_KEY),
        on_change=_write_down,
        args=(PLATFORM_KEY, ""),
        filter_mode=None,
        label_visibility="collapsed",
    )
    return chosen


def chosen_ads(platforms: Sequence[str]) -> AdsChoice:
    """What the URL says."""
    level, platform = st.query_params.get(LEVEL_KEY, ""), st.query_params.get(PLATFORM_KEY, "")
    return AdsChoice(
        next((each for each in LEVELS.values() if each.level == level), _FIRST),
        platform if platform in platforms else None,
    )


def address_of(platform: str | None) -> str:
    """The page as it is, narrowed to ``platform`` or to none."""
    kept = {str(name): st.query_params.get_all(name) for name in st.query_params if name != PLATFORM_KEY}
    return _address("/app/ads", kept | _narrowed(platform))


def address_of_file(workspace_id: str, choice: AdsChoice, period: Period) -> str:
    """Where the route that hands over what is chosen is asked for it."""
    query: dict[str, Sequence[str]] = {"w": [workspace_id], LEVEL_KEY: [choice.level.level]}
    query |= {"since": [f"{period.since}"], "until": [f"{period.until}"], **_narrowed(choice.platform)}
    return _address("/export/ads", query)


def wanted_file(query: Mapping[str, str]) -> tuple[AdsChoice, Period]:
    """What such an address asks for; raises UnknownFileError."""
    level = next((each for each in LEVELS.values() if each.level == query.get(LEVEL_KEY)), None)
    if level is None:
        raise UnknownFileError(f"Say which level: {LEVEL_KEY} is one of {', '.join(LEVELS)}.")
    try:
        period = Period(date.fromisoformat(query.get("since", "")), date.fromisoformat(query.get("until", "")))
    except ValueError:
        raise UnknownFileError("Say which days: since and until are days such as 2026-03-31, in this order.") from None
    return AdsChoice(level, query.get(PLATFORM_KEY) or None), period


def _widget(key: str) -> str:
    return f"ads_{key}"


def _write_down(key: str, usual: str) -> None:
    value = st.session_state[_widget(key)]
    if value and value != usual:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)


def _narrowed(platform: str | None) -> dict[str, list[str]]:
    return {PLATFORM_KEY: [platform]} if platform else {}


def _address(path: str, query: Mapping[str, Sequence[str]]) -> str:
    return f"{path}?{urlencode(query, doseq=True)}"
