"""One trial: a run is killed on one day, the same command runs again on the next."""

from dataclasses import dataclass, field
from typing import Any

from tests.kills.installations import FIRST_DAY, SECOND_DAY, SYNC, Ended, Home, Homes, Victims
from tests.sandbox_server import SandboxServer


@dataclass(slots=True)
class Trials:
    """Kills installations of ``homes``; ``truth`` is what one holds that nobody kills, ``undisturbed`` how it ran."""

    sandbox: SandboxServer
    homes: Homes
    victims: Victims
    truth: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    undisturbed: Ended | None = None

    def rehearse(self) -> Ended:
        """An undisturbed run on each day: how long the first takes, what it meets, and what the second holds."""
        home = self.homes.new()
        first = self._run(home, FIRST_DAY)
        second = self._run(home, SECOND_DAY)
        assert (first.exit, second.exit) == (0, 0), first.said + second.said
        once = self.homes.new()
        assert self._run(once, SECOND_DAY).exit == 0
        self.truth = once.held()
        assert home.held() == self.truth
        assert all(self.truth[name] for name in ("facebook_ads.ad_insights", "shopify.sales"))
        self.undisturbed = first
        return first

    def kill(self, **death: Any) -> bool:
        """Kills a first run and repeats it a day later; False where it ended before it could be killed.

        What was pending is then loaded, what is new is read, nothing is lost, doubled or left over, in one repeat.
        """
        home = self.homes.new()
        died = self._run(home, FIRST_DAY, **death)
        assert died.exit in (0, -9), died.said
        again = self._run(home, SECOND_DAY)
        assert again.exit == 0, f"{death}: {again.said}"
        held = home.held()
        wrong = sorted(name for name, rows in self.truth.items() if held[name] != rows)
        assert not wrong, f"{death}: {wrong} are not what they should be"
        assert home.windows_twice() == 0, f"{death}: load windows stand there twice"
        assert home.orphans() == [], f"{death}: {home.orphans()}"
        self.homes.forget(home)
        return died.exit == -9

    def _run(self, home: Home, day: Any, **death: Any) -> Ended:
        self.sandbox.context.clock.set(day)
        return self.victims.run(home, SYNC, **death)
