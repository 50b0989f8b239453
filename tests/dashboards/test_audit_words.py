"""Every event of a workspace has a name that people understand."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboards.components.audit_words import WORDS, what_happened
from omnitrackiq.accounts.audit import Actor, AuditEvent

REPOSITORY = Path(__file__).parents[2]
SUBJECTS = "workspace|member|invite|connection|token|costs|product_costs|targets|privacy|bi_login|table"
EVENT = re.compile(rf'"((?:{SUBJECTS})\.[a-z_]+)"')
# The audit log of a workspace that is forgotten is gone, and templates are no events.
OF_NO_LOG = {"workspace.purged", "workspace.html", "invite.html", "privacy.html"}


def test_every_event_that_the_product_writes_down_has_a_word() -> None:
    found = {
        name
        for package in ("omnitrackiq", "dashboards", "orchestration")
        for path in (REPOSITORY / package).rglob("*.py")
        if path.name != "audit_words.py"
        for name in EVENT.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 20
    assert found - OF_NO_LOG <= WORDS.keys()


@pytest.mark.parametrize(
    ("actor", "action", "subject", "sentence"),
    [
        ("ann@example.com", "member.added", "us-1", "joined"),
        ("ann@example.com", "member.removed", "us-1", "left"),
        ("root", "member.added", "us-1", "added ann@example.com to the team"),
        ("bob@example.com", "member.role_changed", "us-1", "changed the role of ann@example.com"),
        ("bob@example.com", "workspace.changed", "brand", "changed the settings"),
        ("bob@example.com", "something.new", "x", "something.new x"),
    ],
)
def test_events_read_as_sentences(actor: str, action: str, subject: str, sentence: str) -> None:
    event = AuditEvent("brand", 1, datetime.now(UTC), Actor("user", actor), action, subject)
    assert what_happened(event, {"us-1": "ann@example.com"}) == sentence
