"""Targets: what a workspace wants its key figures to be."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.onboarding_tables import TargetMetric, TargetRow
from omnitrackiq.accounts.uploaded_lines import DECIMALS, HIGHEST
from omnitrackiq.accounts.workspaces import lock_workspace

TARGET_METRICS: tuple[TargetMetric, ...] = get_args(TargetMetric)
_RULE = f"A target is a number above zero with at most {DECIMALS} decimals and no sign between thousands, as in 3.5."
# One group of three digits behind the sign: a thousand in one country, a fraction in another.
_TWO_WAYS = re.compile("([1-9][0-9]{0,2})[.,]([0-9]{3})")


def targets_of(session: Session, workspace_id: str) -> dict[TargetMetric, Decimal]:
    """The targets of a workspace, by metric; amounts are in its currency."""
    rows = session.scalars(select(TargetRow).where(TargetRow.workspace_id == workspace_id))
    found = {row.metric: row.value for row in rows}
    return {metric: found[metric] for metric in TARGET_METRICS if metric in found}


def checked_target(text: str) -> Decimal | None:
    """A target as somebody wrote it, None for an empty one; raises InvalidValueError."""
    cleaned = text.strip()
    if not cleaned:
        return None
    if grouped := _TWO_WAYS.fullmatch(cleaned):
        whole, rest = grouped.groups()
        raise InvalidValueError(f"{cleaned} can be read in two ways: write {whole}{rest} or {whole}.{rest}0.")
    try:
        return _checked(Decimal(cleaned.replace(",", ".")))
    except InvalidOperation:
        raise InvalidValueError(_RULE) from None


def change_targets(
    session: Session, workspace_id: str, wanted: Mapping[TargetMetric, Decimal | None]
) -> dict[TargetMetric, tuple[Decimal | None, Decimal | None]]:
    """Give a workspace the targets in ``wanted``, None for none; those of other metrics stay as they are.

    Returns what changed, each as it was and as it is. Raises InvalidValueError or UnknownWorkspaceError.
    """
    unknown = [metric for metric in wanted if metric not in TARGET_METRICS]
    if unknown:
        raise InvalidValueError(f"There is no target for {unknown[0]}.")
    lock_workspace(session, workspace_id)
    before = targets_of(session, workspace_id)
    after = {metric: None if value is None else _checked(value) for metric, value in wanted.items()}
    changes = {metric: (before.get(metric), value) for metric, value in after.items() if before.get(metric) != value}
    session.execute(delete(TargetRow).where(TargetRow.workspace_id == workspace_id, TargetRow.metric.in_(changes)))
    session.add_all(
        TargetRow(workspace_id=workspace_id, metric=metric, value=value)
        for metric, (_, value) in changes.items()
        if value is not None
    )
    session.flush()
    return changes


def _checked(value: Decimal) -> Decimal:
    """``value`` without zeros at its end; raises InvalidValueError."""
    if not (value.is_finite() and 0 < value <= HIGHEST) or value != round(value, DECIMALS):
        raise InvalidValueError(_RULE)
    return value.normalize()
