"""What ``connection test`` and ``doctor`` say of every platform's troubles: one sentence that names the remedy."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sandbox.market.generated import generate_market
from tests.orchestration.cli.connection_troubles import ALL_SCOPES, TROUBLES, Answer, Trouble, given, scopes, told
from tests.orchestration.conftest import Cli, Ran
from tests.sandbox_server import SandboxServer, serve_market

NOW = datetime(2026, 8, 10, 12, tzinfo=UTC)
LASTING = 50


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxServer]:
    market = generate_market(seed=5, start=date(2026, 8, 8), workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(scope="module")
def kept_home() -> dict[str, Path]:
    """A home with a workspace, once it was made: every test starts from a copy of it."""
    return {}


@pytest.fixture
def server(
    served: SandboxServer,
    cli: Cli,
    home: Path,
    kept_home: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SandboxServer]:
    """The sandbox as at its start, and a home with the workspace ``alpha``."""
    if not kept_home:
        assert cli("workspace", "create", "alpha", "--currency", "EUR", "--timezone", "Europe/Berlin").code == 0
        kept_home["home"] = shutil.copytree(home, tmp_path_factory.mktemp("kept") / "home")
    else:
        shutil.copytree(kept_home["home"], home)
    monkeypatch.setenv("OMNITRACKIQ_SANDBOX_URL", served.url)
    yield served
    served.context.faults.clear()
    for source in ("facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4"):
        told(served, "restore", {"source": source, "workspace_id": "demo-1"})
    scopes(*ALL_SCOPES)(served)
    property_id = given(served, "ga4")["config"]["property_id"]
    told(served, f"ga4/properties/{property_id}", {"honesty": {}})


def connect(cli: Cli, monkeypatch: pytest.MonkeyPatch, source: str, known: Answer) -> Ran:
    """Adds a connection with what is ``known``, as somebody would at a shell; adding tests it."""
    options = ["--workspace", "alpha", "--source", source]
    for name, value in known["config"].items():
        options += ["--config", f"{name}={','.join(value) if isinstance(value, list) else value}"]
    for name, value in known["secrets"].items():
        monkeypatch.setenv(f"SECRET_{name}", value)
        options += ["--secret", f"{name}=env:SECRET_{name}"]
    return cli("connection", "add", *options)


def doctors_findings(cli: Cli, source: str) -> tuple[int, list[Answer]]:
    """The exit code of the doctor, and what it found of the connection."""
    ran = cli("doctor", "--json")
    return ran.code, [each for each in json.loads(ran.out) if each["subject"] == f"alpha {source}"]


@pytest.mark.parametrize("source", ["facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4"])
def test_what_works_is_named_with_account_currency_zone_and_version(
    cli: Cli, server: SandboxServer, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    ran = connect(cli, monkeypatch, source, given(server, source))
    assert (ran.code, ran.err) == (0, "")
    version = {"tiktok_ads": "v1.3", "ga4": "v1beta"}.get(source)
    end = f"{version}, for which no end is announced" if version else "answered until about 2027-"
    for words in (*accounts_of(server, source), "API version ", end):
        assert words in ran.out
    code, (works, *_) = doctors_findings(cli, source)
    assert (code, works["verdict"]) == (0, "ok")
    assert works["found"] in ran.out


def accounts_of(server: SandboxServer, source: str) -> list[str]:
    """Every account that the connection reads, as it is described."""
    market = server.market
    if source == "shopify":
        shop = market.shop("demo-1")
        return [f"({shop.domain}, {shop.currency}, {shop.timezone})"]
    if source == "ga4":
        about = market.property("demo-1")
        return [f"({about.property_id}, {about.currency}, {about.timezone})"]
    config = given(server, source)["config"]
    read = {one for ids in config.values() if isinstance(ids, list) for one in ids}
    accounts = [one for one in market.ad_accounts("demo-1", source) if one.account_id in read]
    assert accounts
    return [f"({one.account_id}, {one.currency}, {one.timezone})" for one in accounts]


def troubled(server: SandboxServer, trouble: Trouble) -> Answer:
    """Brings a trouble about; what is known of the connection that has it."""
    known = given(server, trouble.source)
    known["config"] |= trouble.config(server)
    known["secrets"] |= trouble.secrets
    trouble.provoke(server)
    if trouble.fault:
        told(server, "faults", {**trouble.fault, "times": LASTING})
    return known


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_a_trouble_is_one_sentence_with_its_remedy(
    cli: Cli, server: SandboxServer, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    known = troubled(server, trouble)
    ran = connect(cli, monkeypatch, trouble.source, known)
    works = trouble.status == "ok"
    assert ran.code == (0 if works else 1)
    assert (ran.out if works else ran.err).count("\n") == 1
    assert all(words in ran.out + ran.err for words in trouble.words), ran
    assert works or f": {trouble.status}: " in ran.err
    assert not any(secret in ran.out + ran.err for secret in known["secrets"].values())


# Of each source the first trouble that stops it, and the first that does not.
OF_EACH_KIND = {(trouble.source, trouble.status == "ok"): trouble for trouble in reversed(TROUBLES)}


@pytest.mark.parametrize("trouble", OF_EACH_KIND.values(), ids=str)
def test_the_doctor_finds_it_and_says_what_to_do(
    cli: Cli, server: SandboxServer, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    connect(cli, monkeypatch, trouble.source, troubled(server, trouble))
    code, found = doctors_findings(cli, trouble.source)
    works = trouble.status == "ok"
    assert code == (0 if works else 1)
    assert ("note" if works else "bad") in {each["verdict"] for each in found}
    assert all(each["remedy"] for each in found if each["verdict"] != "ok")
    assert any(all(words in each["found"] for words in trouble.words) for each in found), found
