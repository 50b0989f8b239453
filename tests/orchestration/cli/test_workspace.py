"""``omnitrackiq workspace``."""

import json

from tests.orchestration.conftest import Cli


def test_a_created_workspace_is_listed_and_shown(cli: Cli) -> None:
    created = cli("workspace", "create", "brand-1", "--name", "[b]Ærø[/b]", "--currency", "dkk", "--timezone", "UTC")
    assert (created.code, created.err) == (0, "")
    listed = json.loads(cli("workspace", "list", "--json").out)
    assert [(each["workspace_id"], each["name"], each["currency"]) for each in listed] == [
        ("brand-1", "[b]Ærø[/b]", "DKK")
    ]
    assert "[b]Ærø[/b]" in cli("workspace", "list").out
    shown = cli("workspace", "show", "brand-1")
    assert "exchange_rates" in shown.out
    report = json.loads(cli("workspace", "show", "brand-1", "--json").out)
    assert report["workspace"]["timezone"] == "UTC"
    assert [each["source"] for each in report["connections"]] == ["exchange_rates"]
    assert report["last_syncs"] == []


def test_an_id_is_given_once(cli: Cli, workspace: str) -> None:
    again = cli("workspace", "create", workspace, "--currency", "USD", "--timezone", "UTC")
    assert (again.code, again.out) == (1, "")
    assert again.err.count("\n") == 1
    assert json.loads(cli("workspace", "show", workspace, "--json").out)["workspace"]["currency"] == "EUR"


def test_an_unknown_workspace_is_one_sentence(cli: Cli) -> None:
    ran = cli("workspace", "show", "nobody")
    assert (ran.code, ran.out, ran.err) == (1, "", "There is no workspace nobody.\n")


def test_an_empty_installation_says_how_to_begin(cli: Cli) -> None:
    assert "omnitrackiq demo" in cli("workspace", "list").out
    assert cli("workspace", "list", "--json").out == "[]\n"


def test_created_in_json(cli: Cli) -> None:
    ran = cli("workspace", "create", "abc", "--currency", "EUR", "--timezone", "Asia/Tokyo", "--json")
    assert json.loads(ran.out)["timezone"] == "Asia/Tokyo"


def test_a_workspace_becomes_the_demo_and_no_demo_again(cli: Cli, workspace: str) -> None:
    begun = cli("workspace", "demo", workspace)
    assert (begun.code, "everybody who is signed in may look at it" in begun.out) == (0, True)
    assert "no demo any more" in cli("workspace", "demo", workspace, "--end").out
    unknown = cli("workspace", "demo", "nowhere")
    assert (unknown.code, unknown.out, unknown.err.count("\n")) == (1, "", 1)
