"""The plans: what each costs and what an account on it may have. Limits count over all workspaces of the account."""

from collections.abc import Sequence
from dataclasses import dataclass

from omnitrackiq.accounts.people_tables import Plan


@dataclass(frozen=True, slots=True)
class PlanOffer:
    """A plan as it is offered: US dollars per month, and limits (None: none)."""

    plan: Plan
    title: str
    for_whom: str
    dollars_a_month: int
    workspaces: int | None
    members: int | None


PLANS: Sequence[PlanOffer] = (
    PlanOffer("starter", "Starter", "One brand that wants to know what its ads earn.", 49, 1, 3),
    PlanOffer("pro", "Pro", "A group of brands with a team and a BI tool.", 149, 3, 15),
    PlanOffer("agency", "Agency", "An agency with a workspace for every client.", 399, None, None),
)
