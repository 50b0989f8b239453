"""What marts of visits to the website must hold, added up from the simulated market (see told.py)."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.end_to_end.told import Facts, Told, added


def sessions(told: Told) -> Facts:
    """By day: the visits that consented, of workspaces whose property exports its events."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for workspace in told.market.workspaces:
        zone = ZoneInfo(told.market.property(workspace.workspace_id).timezone)
        seen = set()
        for touch in told.market.touches(workspace.workspace_id, datetime(2000, 1, 1, tzinfo=zone), told.now):
            if touch.kind == "click" and touch.consented and (touch.client_id, touch.session_id) not in seen:
                seen.add((touch.client_id, touch.session_id))
                counted[workspace.workspace_id, touch.at.astimezone(zone).date()] += 1
    return {key: (count,) for key, count in counted.items()}


def items_bought(told: Told) -> Facts:
    """By item: the units in orders whose last visit consented, so that Analytics saw them."""
    return added(
        ((workspace.workspace_id, line.sku), (line.quantity,))
        for workspace, order, _ in told.orders()
        if order.journey and order.journey[-1].consented
        for line in order.lines
    )
