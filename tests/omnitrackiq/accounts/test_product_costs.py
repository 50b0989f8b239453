"""Costs of products: what a CSV may say, that each wrong line is named, and that the newest upload is all there is."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.errors import InvalidFileError, InvalidValueError, UnknownWorkspaceError
from omnitrackiq.accounts.product_costs import (
    ProductCost,
    list_all_product_costs,
    list_product_costs,
    read_product_costs,
    replace_product_costs,
)
from omnitrackiq.accounts.uploads import UPLOADS
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, workspace

DAY = date(2026, 1, 1)
HEADING = "sku,variant_id,cost,currency,valid_from"


def test_a_file_as_spreadsheets_save_it() -> None:
    file = (
        "\ufeffSKU;Variant_ID;Cost;Currency;Valid_From\r\nvase blue;;7.25;eur;2026-01-01\r\n\r\n"
        ";gid://shopify/ProductVariant/44871;0;USD;2026-01-01\r\nvase blue;;7.8;EUR;2026-07-01\r\n"
    )
    assert read_product_costs(file) == [
        ProductCost(DAY, Decimal("7.25"), "EUR", sku="vase blue"),
        ProductCost(DAY, Decimal(0), "USD", variant_id="44871"),
        ProductCost(date(2026, 7, 1), Decimal("7.8"), "EUR", sku="vase blue"),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (",,1,EUR,2026-01-01", "It names no product: write its sku or its variant_id."),
        ("vase,7,1,EUR,2026-01-01", "It names a sku and a variant_id: leave one of them empty."),
        (",4.48E+13,1,EUR,2026-01-01", "'4.48E+13' is no variant: write the digits at the end of the variant's addr"),
        (f"{'x' * 256},,1,EUR,2026-01-01", "A sku has up to 255 printable characters."),
        ("vase,,,EUR,2026-01-01", "It has no cost: write what a unit costs, such as 4.90, or take the line out."),
        ("vase,,-1,EUR,2026-01-01", "'-1' is not an amount from 0 to 1000000000 with at most 6 decimals"),
        ("vase,,0.1234567,EUR,2026-01-01", "'0.1234567' is not an amount"),
        ("vase,,1,Euro,2026-01-01", "'EURO' is not a currency code such as EUR or USD."),
        ("vase,,1,,2026-01-01", "'' is not a currency code"),
        ("vase,,1,EUR,1 January", "'1 January' is no day: write it as 2026-01-31."),
        ("vase,,1,EUR,2026-01-01,9", "it has more cells than the heading"),
    ],
)
def test_a_wrong_line_is_one_sentence_with_its_number(line: str, sentence: str) -> None:
    with pytest.raises(InvalidFileError) as refusal:
        read_product_costs(f"{HEADING}\ncup,,1,EUR,2026-01-01\n{line}\n")
    (problem,) = refusal.value.problems
    assert problem.startswith(f"Line 3: {sentence}")
    assert "\n" not in str(refusal.value)


def test_every_wrong_line_is_named_at_once() -> None:
    lines = ["vase,,1,EUR,2026-01-01", "vase,,x,EUR,2026-01-01", "vase,,2,EUR,2026-01-01", "vase,,1,EUR,today"]
    with pytest.raises(InvalidFileError) as refusal:
        read_product_costs("\n".join([HEADING, *lines]))
    assert str(refusal.value) == (
        "Line 3: 'x' is not an amount from 0 to 1000000000 with at most 6 decimals, such as 4.90. "
        "Line 4: line 2 says the same product and day: keep one of them. "
        "Line 5: 'today' is no day: write it as 2026-01-31."
    )
    with pytest.raises(InvalidFileError, match=r"Line 11: .* 14 more lines are wrong\.$") as refusal:
        read_product_costs("\n".join([HEADING, *["vase,,x,EUR,2026-01-01"] * 24]))
    assert len(refusal.value.problems) == 24


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: sku or variant_id is missing: the heading is some of sku, variant_id, cost"),
        ("sku,cost,valid_from\n", "Line 1: currency is missing"),
        ("sku,price,currency,valid_from\n", "Line 1: 'price' is no column"),
        ("sku,cost,currency,valid_from\n", "There is no cost below the heading: write one line each"),
    ],
)
def test_a_file_without_a_heading_or_lines_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidValueError, match=sentence):
        read_product_costs(text)


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_costs_are_taken_to_the_last_digit(cost: Decimal) -> None:
    (read,) = read_product_costs(f"{HEADING}\nvase,,{cost:f},EUR,2026-01-01")
    assert read.unit_cost == cost


def test_an_upload_replaces_all_costs_of_its_workspace_and_no_other(database: Database) -> None:
    first = [ProductCost(DAY, Decimal("4.900001"), "EUR", sku="a"), ProductCost(DAY, Decimal(1), "USD", sku="A")]
    second = [ProductCost(DAY, Decimal("1000000000"), "JPY", variant_id="7")]
    for workspace_id in ("acme", "bolt"):
        workspace(database, workspace_id)
    with database.writing() as session:
        for workspace_id in ("acme", "bolt"):
            replace_product_costs(session, workspace_id, first, actor=OPERATOR, now=NOW)
        replace_product_costs(session, "acme", second, actor=OPERATOR, now=NOW)
    with database.reading() as session:
        assert list_product_costs(session, "acme") == second
        assert sorted(list_product_costs(session, "bolt"), key=str) == sorted(first, key=str)
        assert {name: len(costs) for name, costs in list_all_product_costs(session).items()} == {"acme": 1, "bolt": 2}
        assert UPLOADS["product-costs"].count(session, "bolt") == 2
        assert [event.action for event in audit_events(session, "acme")] == ["product_costs.replaced"] * 2
        with pytest.raises(UnknownWorkspaceError):
            replace_product_costs(session, "nobody", second, actor=OPERATOR, now=NOW)


@pytest.mark.parametrize("kind", UPLOADS)
def test_the_example_of_each_kind_can_be_uploaded_as_it_is(kind: str) -> None:
    upload = UPLOADS[kind]
    assert len(upload.read(upload.example)) == len(upload.example.splitlines()) - 1


@pytest.mark.parametrize("kind", UPLOADS)
def test_every_column_of_each_kind_is_explained(kind: str) -> None:
    upload = UPLOADS[kind]
    assert upload.example.splitlines()[0].split(",") == [column.name for column in upload.columns]
