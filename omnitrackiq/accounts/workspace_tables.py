"""The tables of the control database whose rows belong to a workspace: exported with it, forgotten with it."""

from omnitrackiq.accounts.cost_tables import CostRateRow, ProductCostRow
from omnitrackiq.accounts.credential_tables import ApiTokenRow
from omnitrackiq.accounts.onboarding_tables import OnboardingMarkRow, TargetRow
from omnitrackiq.accounts.people_tables import InviteRow, MembershipRow
from omnitrackiq.accounts.privacy_tables import PrivacyRequestRow
from omnitrackiq.accounts.tables import ConnectionRow
from omnitrackiq.database import Base
from omnitrackiq.warehouse.builds import PublishedBuildRow
from omnitrackiq.warehouse.sync_runs import SyncRunRow

TABLES_OF_A_WORKSPACE: tuple[type[Base], ...] = (
    ConnectionRow,
    CostRateRow,
    ProductCostRow,
    TargetRow,
    OnboardingMarkRow,
    MembershipRow,
    InviteRow,
    ApiTokenRow,
    PrivacyRequestRow,
    SyncRunRow,
    PublishedBuildRow,
)
"""All but the workspace itself, whose id is never given again, and its audit log, which ends as a chain."""
