"""The GraphQL documents that are sent."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from pipelines.shopify.documents import FOLDER, all_documents
from sandbox.shopify.documents import admin_schema


@pytest.mark.parametrize("operation", sorted(all_documents()))
def test_a_document_fits_the_schema(operation: str) -> None:
    assert validate(admin_schema(), parse(all_documents()[operation])) == []


def test_every_written_operation_is_known() -> None:
    written = "\n".join(path.read_text() for path in FOLDER.glob("*.graphql"))
    assert sorted(all_documents()) == sorted(re.findall(r"^(?:query|mutation) (\w+)", written, re.MULTILINE))


def test_an_update_under_a_running_process_does_not_change_what_it_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = dict(all_documents())
    monkeypatch.setattr(Path, "read_text", lambda path: "query OrdersPage($later: Boolean!) { orders { x } }")
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: [folder / "orders.graphql"])
    all_documents.cache_clear()
    assert all_documents() == sent


def test_no_personal_field_but_the_email_is_asked_for() -> None:
    sent = "".join(all_documents().values())
    for name in ("firstName", "lastName", "displayName", "phone", "address1", "city", "zip", "note"):
        assert f" {name}\n" not in sent
