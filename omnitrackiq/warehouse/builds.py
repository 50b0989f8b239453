"""The history of what was published: one row per workspace and build."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from omnitrackiq.database import Base


@dataclass(frozen=True, slots=True)
class PublishedBuild:
    """A build that readers of a workspace were switched to at ``published_at`` (UTC).

    ``location`` is the published file or schema, ``rows`` the row count of each mart.
    """

    workspace_id: str
    build_id: str
    location: str
    rows: Mapping[str, int]
    published_at: datetime


class PublishedBuildRow(Base):
    """How a PublishedBuild is stored."""

    __tablename__ = "published_builds"
    __table_args__ = (Index("ix_published_builds_newest", "workspace_id", "published_at"),)

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    build_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    location: Mapped[str] = mapped_column(Text)
    rows: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime]

    def value(self) -> PublishedBuild:
        """This row as a plain value that outlives its session."""
        return PublishedBuild(self.workspace_id, self.build_id, self.location, self.rows, self.published_at)


def record_build(session: Session, build: PublishedBuild) -> None:
    """Keep that ``build`` was published; recording the same build again (after a kill) replaces its row."""
    session.merge(
        PublishedBuildRow(
            workspace_id=build.workspace_id,
            build_id=build.build_id,
            location=build.location,
            rows=dict(build.rows),
            published_at=build.published_at,
        )
    )
    session.flush()


def published_builds(session: Session, workspace_id: str, limit: int = 20) -> list[PublishedBuild]:
    """The newest ``limit`` builds of a workspace, newest first."""
    query = (
        select(PublishedBuildRow)
        .where(PublishedBuildRow.workspace_id == workspace_id)
        .order_by(PublishedBuildRow.published_at.desc(), PublishedBuildRow.build_id)
        .limit(limit)
    )
    return [row.value() for row in session.scalars(query)]
