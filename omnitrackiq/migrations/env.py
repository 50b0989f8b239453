"""What Alembic runs: the steps, on the connection and in the transaction that ``upgrading.migrate`` opened."""

from alembic import context

import omnitrackiq.accounts.audit_tables
import omnitrackiq.accounts.cost_tables
import omnitrackiq.accounts.credential_tables
import omnitrackiq.accounts.onboarding_tables
import omnitrackiq.accounts.people_tables
import omnitrackiq.accounts.privacy_tables
import omnitrackiq.accounts.tables
import omnitrackiq.warehouse.builds
import omnitrackiq.warehouse.sync_runs
from omnitrackiq.database import Base

# Imported for their tables.
_TABLES = (
    omnitrackiq.accounts.audit_tables,
    omnitrackiq.accounts.cost_tables,
    omnitrackiq.accounts.credential_tables,
    omnitrackiq.accounts.onboarding_tables,
    omnitrackiq.accounts.people_tables,
    omnitrackiq.accounts.privacy_tables,
    omnitrackiq.accounts.tables,
    omnitrackiq.warehouse.builds,
    omnitrackiq.warehouse.sync_runs,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
