"""Targets: what a workspace wants its key figures to be."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.onboarding_tables import TargetMetric, TargetRow
from omnitrackiq.accounts.workspaces import lock_workspace

TARGET_METRICS: tuple[TargetMetric, ...] = get_args(TargetMetric)
_HIGHEST = Decimal(10**9)
_RULE = "A target is a number above zero, as in 3.5."


def targets_of(session: Session, workspace_id: str) -> dict[TargetMetric, Decimal]:
    """The targets of a workspace, by metric; amounts are in its currency."""
    rows = session.scalars(select(TargetRow).where(TargetRow.workspace_id == workspace_id))
    found = {row.metric: row.value for row in rows}
    return {metric: found[metric] for metric in TARGET_METRICS if metric in found}


def checked_target(text: str) -> Decimal | None:
    """A target as somebody wrote it, None for an empty one; raises InvalidValueError."""
    cleaned = text.strip().replace(",", ".")
    try:
        value = Decimal(cleaned) if cleaned else None
    except InvalidOperation:
        raise InvalidValueError(_RULE) from None
    if value is not None and not (value.is_finite() and 0 < value <= _HIGHEST):
        raise InvalidValueError(_RULE)
    return value


def replace_targets(session: Session, workspace_id: str, targets: Mapping[TargetMetric, Decimal]) -> None:
    """Give a workspace these targets in place of its own; raises InvalidValueError or UnknownWorkspaceError."""
    lock_workspace(session, workspace_id)
    for metric, value in targets.items():
        if metric not in TARGET_METRICS:
            raise InvalidValueError(f"There is no target for {metric}.")
        checked_target(str(value))
    session.execute(delete(TargetRow).where(TargetRow.workspace_id == workspace_id))
    session.add_all(TargetRow(workspace_id=workspace_id, metric=name, value=value) for name, value in targets.items())
    session.flush()
