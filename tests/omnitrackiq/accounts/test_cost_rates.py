"""Cost rates: what a CSV may say, what is refused with its line, and that the newest upload is all there is."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.cost_rates import (
    CostRate,
    list_all_cost_rates,
    list_cost_rates,
    read_cost_rates,
    replace_cost_rates,
)
from omnitrackiq.accounts.errors import InvalidValueError, UnknownWorkspaceError
from omnitrackiq.accounts.workspaces import create_workspace
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR

DAY = date(2026, 1, 1)
FILE = """\ufeffkind;valid_from;per_order;share;gateway
shipping;2026-01-01;4.90;;
Payment;2026-01-01;0.35;2.49%;PayPal

payment;2026-02-01;;0.014;
"""


def test_a_file_as_spreadsheets_save_it() -> None:
    assert read_cost_rates(FILE) == [
        CostRate("shipping", DAY, Decimal("4.90")),
        CostRate("payment", DAY, Decimal("0.35"), Decimal("0.0249"), gateway="paypal"),
        CostRate("payment", date(2026, 2, 1), share=Decimal("0.014")),
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["kind,valid_from,price"], r"Line 1: 'price' is no column: the heading is some of kind, valid_from"),
        (["kind,share"], "Line 1: valid_from is missing"),
        (["kind,valid_from,kind"], "Line 1: one is twice"),
        (["kind,valid_from"], "There is no rate below the heading"),
        ([""], "Line 1: kind is missing"),
        (
            ["kind,valid_from", "postage,2026-01-01"],
            "Line 2: 'postage' is no kind of cost: write shipping, payment or o",
        ),
        (["kind,valid_from", "", "other,1.1.2026"], "Line 3: '1.1.2026' is no day: write it as 2026-01-31"),
        (["kind,valid_from,per_order", 'other,2026-01-01,"4,90"'], "Line 2: '4,90' is not an amount from 0"),
        (["kind,valid_from,per_order", "other,2026-01-01,-1"], "Line 2: '-1' is not an amount"),
        (["kind,valid_from,per_order", "other,2026-01-01,0.0000001"], "with at most 6 decimals"),
        (["kind,valid_from,per_order", "other,2026-01-01,NaN"], "'NaN' is not an amount"),
        (["kind,valid_from,share", "other,2026-01-01,1.5"], "'1.5' is not a share from 0 to 1"),
        (["kind,valid_from,share", "other,2026-01-01,100.1%"], "'100.1%' is not a share|'100.1' is not a share"),
        (["kind,valid_from,per_day", "shipping,2026-01-01,5"], "Only an other cost has an amount per day"),
        (["kind,valid_from,gateway", "shipping,2026-01-01,paypal"], "Only a payment cost has a gateway"),
        (["kind,valid_from", "other,2026-01-01,7"], "Line 2: it has more cells than the heading"),
        (["kind,valid_from", "other,2026-01-01", "other,2026-01-01"], "Line 3: line 2 says the same kind"),
        (["kind,valid_from", 'other,"2026-01-01'], "it is no CSV"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_line(lines: list[str], sentence: str) -> None:
    with pytest.raises(InvalidValueError, match=sentence) as refusal:
        read_cost_rates("\n".join(lines))
    assert "\n" not in str(refusal.value)


amounts = st.decimals(min_value=0, max_value=10**9, places=6)
shares = st.decimals(min_value=0, max_value=1, places=6)


@given(amounts, shares)
def test_amounts_are_taken_to_the_last_digit(amount: Decimal, share: Decimal) -> None:
    (rate,) = read_cost_rates(f"kind,valid_from,per_order,share\nother,2026-01-01,{amount:f},{share:f}")
    assert (rate.per_order, rate.share) == (amount, share)


def test_an_upload_replaces_all_rates_of_its_workspace_and_no_other(database: Database) -> None:
    first = [CostRate("shipping", DAY, Decimal("4.900001")), CostRate("payment", DAY, gateway="paypal")]
    second = [CostRate("other", DAY, per_day=Decimal("1000000000"))]
    with database.writing() as session:
        for workspace_id in ("acme", "bolt"):
            create_workspace(
                session, workspace_id=workspace_id, name=workspace_id, currency="EUR", timezone="UTC", now=NOW
            )
            replace_cost_rates(session, workspace_id, first, actor=OPERATOR, now=NOW)
        replace_cost_rates(session, "acme", second, actor=OPERATOR, now=NOW)
    with database.reading() as session:
        assert list_cost_rates(session, "acme") == second
        assert list_cost_rates(session, "bolt") == sorted(first, key=lambda rate: rate.kind)
        assert list_all_cost_rates(session).keys() == {"acme", "bolt"}
        assert [event.action for event in audit_events(session, "acme")] == ["costs.replaced", "costs.replaced"]
        with pytest.raises(UnknownWorkspaceError):
            replace_cost_rates(session, "nobody", second, actor=OPERATOR, now=NOW)
