"""Publishes what the last build made."""

from collections.abc import Sequence

from omnitrackiq.warehouse.locks import lane_lock, lane_of
from omnitrackiq.warehouse.publishing import Published, publish
from orchestration.installation import Installation
from orchestration.lanes import LANE_WAIT_SECONDS
from orchestration.privacy import finish_requests
from orchestration.workspace_purge import withdraw_closed


def publish_marts(installation: Installation, workspace_ids: Sequence[str] | None = None) -> list[Published]:
    """Gives readers the marts of the named workspaces, or of all that changed since their last publish.

    What was to be forgotten and is out of the marts by now is then taken from readers, too, and so is what workspaces
    have that were deleted meanwhile.
    """
    warehouse, now = installation.warehouse, installation.wall_clock()
    with lane_lock(warehouse, lane_of(warehouse, "build"), LANE_WAIT_SECONDS):
        published = publish(warehouse, workspace_ids, now.strftime("%Y%m%dT%H%M%S%f"), now)
    withdraw_closed(installation)
    finish_requests(installation)
    return published
