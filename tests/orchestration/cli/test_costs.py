"""``omnitrackiq workspace costs``."""

import json
from pathlib import Path

import pytest

from tests.orchestration.conftest import Cli


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "costs.csv"
    path.write_text(
        "kind,valid_from,per_order,share,gateway\nshipping,2026-01-01,4.9,,\npayment,2026-01-01,,2.9%,paypal\n"
    )
    return path


def test_costs_are_uploaded_and_listed(cli: Cli, workspace: str, file: Path) -> None:
    assert "--file" in cli("workspace", "costs", workspace).out
    ran = cli("workspace", "costs", workspace, "--file", str(file))
    assert (ran.code, ran.err) == (0, "")
    assert "paypal" in ran.out
    listed = json.loads(cli("workspace", "costs", workspace, "--json").out)
    assert [(each["kind"], each["per_order"], each["share"]) for each in listed] == [
        ("payment", "0", "0.029"),
        ("shipping", "4.9", "0"),
    ]


def test_a_wrong_file_is_one_sentence_and_changes_nothing(cli: Cli, workspace: str, file: Path) -> None:
    assert cli("workspace", "costs", workspace, "--file", str(file)).code == 0
    file.write_text(file.read_text() + "shipping,tomorrow,1,,\n")
    ran = cli("workspace", "costs", workspace, "--file", str(file))
    assert (ran.code, ran.out, ran.err) == (2, "", "Line 4: 'tomorrow' is no day: write it as 2026-01-31.\n")
    file.write_text(file.read_text() + "postage,2026-01-01,1,,\n")
    assert cli("workspace", "costs", workspace, "--file", str(file)).err == (
        "Line 4: 'tomorrow' is no day: write it as 2026-01-31. "
        "Line 5: 'postage' is no kind of cost: write shipping, payment or other.\n"
    )
    assert len(json.loads(cli("workspace", "costs", workspace, "--json").out)) == 2
    file.write_bytes("kind,valid_from,gateway\npayment,2026-01-01,café".encode("latin-1"))
    assert cli("workspace", "costs", workspace, "--file", str(file)).err == (
        "costs.csv is not in UTF-8: save it as CSV in UTF-8.\n"
    )


def test_costs_of_products_stand_beside_the_others(cli: Cli, workspace: str, file: Path, tmp_path: Path) -> None:
    products = tmp_path / "products.csv"
    products.write_text("variant_id,cost,currency,valid_from\n7,4.900001,usd,2026-01-01\n")
    assert cli("workspace", "costs", workspace, "--file", str(file)).code == 0
    ran = cli("workspace", "costs", workspace, "--products", "--file", str(products))
    assert (ran.code, ran.err) == (0, "")
    assert "4.900001" in ran.out
    (cost,) = json.loads(cli("workspace", "costs", workspace, "--products", "--json").out)
    assert (cost["variant_id"], cost["sku"], cost["unit_cost"], cost["currency"]) == ("7", None, "4.900001", "USD")
    assert len(json.loads(cli("workspace", "costs", workspace, "--json").out)) == 2


def test_an_unknown_workspace_is_one_sentence(cli: Cli, file: Path) -> None:
    ran = cli("workspace", "costs", "nobody", "--file", str(file))
    assert (ran.code, ran.out, ran.err) == (1, "", "There is no workspace nobody.\n")


def test_costs_are_removed(cli: Cli, workspace: str, file: Path) -> None:
    assert cli("workspace", "costs", workspace, "--file", str(file)).code == 0
    both = cli("workspace", "costs", workspace, "--file", str(file), "--remove")
    assert (both.code, "either a file or --remove" in both.err) == (2, True)
    assert json.loads(cli("workspace", "costs", workspace, "--json").out) != []
    removed = cli("workspace", "costs", workspace, "--remove")
    assert (removed.code, "Nothing was uploaded" in removed.out) == (0, True)
