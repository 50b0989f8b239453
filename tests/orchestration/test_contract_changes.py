"""A change that breaks readers of a mart is told in words: what broke, for whom, and what to do."""

from collections.abc import Mapping

import pytest

from orchestration.contract_changes import explain_changes
from orchestration.mart_contracts import MartContract

COLUMNS = {"workspace_id": "text not null", "order_id": "text not null", "tax": "decimal(18, 6)"}
ORDERS = MartContract("marts.orders", ("workspace_id", "order_id"), COLUMNS)
READERS = {"marts.orders": ["the page Orders"]}


def changed(columns: Mapping[str, str], key: tuple[str, ...] = ORDERS.key) -> str:
    after = MartContract("marts.orders", key, columns)
    return explain_changes({"marts.orders": ORDERS}, {"marts.orders": after}, READERS)


def test_nothing_is_said_when_nothing_changed() -> None:
    assert changed(COLUMNS) == ""


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({**COLUMNS, "tax": "double precision"}, "the column tax was decimal(18, 6) and is now double precision"),
        ({**COLUMNS, "order_id": "text"}, "the column order_id was text not null and is now text"),
        ({"workspace_id": "text not null", "order_id": "text not null"}, "the column tax (decimal(18, 6)) is gone"),
        (
            {"workspace_id": "text not null", "tax": "decimal(18, 6)", "order_id": "text not null"},
            "the column order_id stood before tax and now stands behind it",
        ),
    ],
)
def test_a_lost_promise_names_the_column_its_readers_and_the_way_out(columns: Mapping[str, str], sentence: str) -> None:
    text = changed(columns)
    assert f"marts.orders: {sentence}" in text
    assert "read by the page Orders, everybody who reads it with SQL or a BI tool" in text
    assert "`make contracts`" in text


def test_a_finer_grain_breaks_who_counts_rows() -> None:
    assert "a row was one per workspace_id, order_id and is now one per workspace_id" in changed(
        COLUMNS, ("workspace_id",)
    )


def test_a_mart_that_is_gone_breaks_its_readers() -> None:
    assert "marts.orders: the mart is gone" in explain_changes({"marts.orders": ORDERS}, {}, READERS)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({**COLUMNS, "vat_id": "text"}, "the column vat_id (text) is new"),
        ({**COLUMNS, "tax": "decimal(18, 6) not null"}, "the column tax is now never null"),
    ],
)
def test_more_than_was_promised_breaks_nobody_and_is_to_be_written_down(
    columns: Mapping[str, str], sentence: str
) -> None:
    text = changed(columns)
    assert text.startswith("The marts have more than was written down")
    assert f"marts.orders: {sentence}" in text
    assert "no longer keep" not in text


def test_a_contract_is_read_back_as_it_was_written() -> None:
    assert MartContract.from_yaml(ORDERS.to_yaml()) == ORDERS
