"""The GraphQL documents that are sent."""

import re

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


def test_no_personal_field_but_the_email_is_asked_for() -> None:
    sent = "".join(all_documents().values())
    for name in ("firstName", "lastName", "displayName", "phone", "address1", "city", "zip", "note"):
        assert f" {name}\n" not in sent
