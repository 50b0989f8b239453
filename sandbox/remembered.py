"""The market that was last served from a home: its options, so that a later start goes on with the same one."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FILE = "sandbox.json"


class RememberedError(ValueError):
    """What the home remembers cannot be read."""


@dataclass(frozen=True, slots=True)
class MarketChoice:
    """A market's options. ``frozen_at`` is the moment at which its clock stands, None where it runs."""

    seed: int
    workspaces: int
    size: str
    start: date
    frozen_at: datetime | None = None

    @property
    def now(self) -> datetime:
        return self.frozen_at or datetime.now(UTC)


def remembered(home: Path) -> MarketChoice | None:
    """The market last served from ``home``; raises RememberedError when its note is damaged."""
    note = home / FILE
    try:
        stored = json.loads(note.read_text())
        frozen = stored.pop("frozen_at")
        return MarketChoice(
            **{**stored, "start": date.fromisoformat(stored["start"])},
            frozen_at=datetime.fromisoformat(frozen) if frozen else None,
        )
    except FileNotFoundError:
        return None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RememberedError(f"{note} is damaged; remove it to begin a new market.") from error


def remember(home: Path, choice: MarketChoice) -> None:
    """Notes ``choice`` in ``home``, whole or not at all."""
    home.mkdir(parents=True, exist_ok=True)
    stored = {**asdict(choice), "start": choice.start.isoformat()}
    stored["frozen_at"] = choice.frozen_at.isoformat() if choice.frozen_at else None
    written = home / f"{FILE}.new"
    written.write_text(json.dumps(stored))
    written.replace(home / FILE)


def chosen(
    home: Path, *, seed: int | None, workspaces: int | None, size: str | None, days: int | None, now: datetime | None
) -> MarketChoice:
    """The market that the options name; those that are not given come from the market last served from ``home``.

    ``days`` counts back from ``now`` at the first start of a market, which the home remembers.
    """
    last = remembered(home)
    wanted = MarketChoice(
        seed=seed if seed is not None else (last.seed if last else 1),
        workspaces=workspaces or (last.workspaces if last else 3),
        size=size or (last.size if last else "small"),
        start=date.min,
        frozen_at=now,
    )
    same = last and (last.seed, last.workspaces, last.size) == (wanted.seed, wanted.workspaces, wanted.size)
    if last and same and last.start <= wanted.now.date():
        return replace(wanted, start=last.start)
    return replace(wanted, start=_start(wanted.now, days or 180))


def as_served(
    home: Path, *, seed: int | None, workspaces: int | None, size: str | None, days: int | None
) -> MarketChoice:
    """The market last served from ``home``, at its now, unless an option names another one."""
    last = remembered(home)
    if last and all(
        asked in (None, known) for asked, known in ((seed, last.seed), (workspaces, last.workspaces), (size, last.size))
    ):
        return last
    return chosen(home, seed=seed, workspaces=workspaces, size=size, days=days, now=None)


def _start(now: datetime, days: int) -> date:
    return now.date() - timedelta(days=days)
