"""Settings come from one place, are absolute, and refuse what must not run."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from omnitrackiq.settings import (
    SOURCES,
    Settings,
    SettingsError,
    load_settings,
    unknown_variables,
    variable_of,
)

PROJECT = Path(__file__).parents[2]
STRONG, OTHER = "k3Jx0-vQ9sLw7ZrT2mNb8pYcE5dHf4Ga", "Zp6-Wq1sXc9eRv3tBn7mUj2kIo5lPa8d"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(variable_of(field), raising=False)
    monkeypatch.chdir(tmp_path)


def production(**changes: Any) -> Settings:
    good = {
        "env": "production",
        "secret_key": STRONG,
        "pii_key": OTHER,
        "encryption_keys": Fernet.generate_key().decode(),
        "public_url": "https://app.example.com",
        "trusted_proxies": "127.0.0.1",
    }
    return load_settings(**(good | changes))


def test_passwords_are_hashed_slowly_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().password_cost == production().password_cost == 12
    assert load_settings(password_cost=4).password_cost == 4
    for refused in (4, 11):
        with pytest.raises(SettingsError, match="OMNITRACKIQ_PASSWORD_COST"):
            production(password_cost=refused)
    monkeypatch.setenv("OMNITRACKIQ_PASSWORD_COST", "3")
    with pytest.raises(SettingsError, match="OMNITRACKIQ_PASSWORD_COST"):
        load_settings()


def test_home_and_default_addresses_are_absolute(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.home == tmp_path / ".omnitrackiq"
    assert settings.warehouse.path == tmp_path / ".omnitrackiq" / "warehouse.duckdb"
    assert settings.database_url == f"sqlite:///{tmp_path / '.omnitrackiq' / 'control.sqlite'}"


def test_a_relative_warehouse_counts_from_the_working_folder(tmp_path: Path) -> None:
    assert load_settings(warehouse_url="duckdb:///data/w.duckdb").warehouse.path == tmp_path / "data" / "w.duckdb"


def test_the_shells_own_variables_are_not_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", "/somewhere/else")
    monkeypatch.setenv("ENV", "production")
    assert load_settings().home == tmp_path / ".omnitrackiq"


def test_environment_beats_env_file_and_empty_means_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OMNITRACKIQ_DAGSTER_URL=http://file:1\nSTRIPE_API_BASE=http://file:2\n")
    monkeypatch.setenv("OMNITRACKIQ_DAGSTER_URL", "http://environment:1/")
    monkeypatch.setenv("STRIPE_API_BASE", "")
    settings = load_settings()
    assert settings.dagster_url == "http://environment:1"
    assert settings.stripe_api_base == "http://file:2"


def test_development_secrets_are_made_once_for_the_owner_only() -> None:
    first, second = load_settings(), load_settings()
    assert first.secret_key == second.secret_key
    assert first.encryption_keys == second.encryption_keys
    assert first.pii_key == second.pii_key
    assert len({first.secret_key.get_secret_value(), first.pii_key.get_secret_value()}) == 2
    modes = {path.stat().st_mode & 0o777 for path in (first.home / "secrets").iterdir()}
    assert modes == {0o600}


def test_processes_that_start_together_agree_on_the_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        settings = list(pool.map(lambda _: load_settings(), range(16)))
    assert len({each.pii_key.get_secret_value() for each in settings}) == 1
    kept = {path.name for path in (tmp_path / ".omnitrackiq" / "secrets").iterdir()}
    assert kept == {"encryption_key", "pii_key", "secret_key"}


def test_no_secret_is_in_the_representation() -> None:
    settings = production(
        stripe_secret_key="canary-stripe",
        stripe_webhook_secret="canary-hook",
        smtp_url="smtp://u:canary-smtp@h",
        warehouse_url="postgresql://u:canary-warehouse@h/d",
        database_url="postgresql://u:canary-database@h/d",
        google_ads_developer_token="canary-google",
    )
    assert "canary" not in repr(settings)
    assert STRONG not in repr(settings)
    assert "canary" not in repr(settings.warehouse)
    assert "canary-database@" in settings.database_url


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"secret_key": ""}, "OMNITRACKIQ_SECRET_KEY"),
        ({"secret_key": "short"}, "OMNITRACKIQ_SECRET_KEY"),
        ({"secret_key": "a" * 64}, "OMNITRACKIQ_SECRET_KEY"),
        ({"secret_key": OTHER}, "OMNITRACKIQ_PII_KEY"),
        ({"pii_key": ""}, "OMNITRACKIQ_PII_KEY"),
        ({"encryption_keys": ""}, "OMNITRACKIQ_ENCRYPTION_KEYS"),
        ({"public_url": "http://app.example.com"}, "OMNITRACKIQ_PUBLIC_URL"),
        ({"trusted_proxies": ""}, "OMNITRACKIQ_TRUSTED_PROXIES"),
        ({"stripe_secret_key": "sk"}, "STRIPE_WEBHOOK_SECRET"),
        ({"billing": "stripe"}, "STRIPE_SECRET_KEY"),
    ],
)
def test_production_does_not_start_with(changes: dict[str, Any], variable: str) -> None:
    with pytest.raises(SettingsError, match=variable) as refusal:
        production(**changes)
    assert "\n" not in str(refusal.value)


def test_production_starts_when_all_is_set_and_makes_no_secrets() -> None:
    settings = production()
    assert settings.env == "production"
    assert not (settings.home / "secrets").exists()


def test_production_is_told_that_there_is_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMNITRACKIQ_TRUSTED_PROXIES", "none")
    assert production(trusted_proxies="none").trusted_proxies == ()
    assert load_settings().trusted_proxies == ()
    monkeypatch.setenv("OMNITRACKIQ_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    assert load_settings().trusted_proxies == ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"env": "staging"}, "OMNITRACKIQ_ENV"),
        ({"encryption_keys": "canary"}, "OMNITRACKIQ_ENCRYPTION_KEYS: key 1"),
        ({"encryption_keys": f"{Fernet.generate_key().decode()},canary"}, "key 2"),
        ({"trusted_proxies": "10.0.0.0/8, nonsense"}, "nonsense"),
        ({"trusted_proxies": "none, 10.0.0.0/8"}, "OMNITRACKIQ_TRUSTED_PROXIES: none is"),
        ({"sandbox_url": "ftp://canary"}, "OMNITRACKIQ_SANDBOX_URL"),
        ({"shopify_base_url": "//x"}, "OMNITRACKIQ_SHOPIFY_BASE_URL"),
        ({"warehouse_url": "mysql://u:canary@h/d"}, "warehouse address"),
        ({"database_url": "mongodb://u:canary@h/d"}, "database address"),
    ],
)
def test_a_bad_value_is_one_sentence_without_the_value(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words) as refusal:
        load_settings(**changes)
    assert "canary" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"SECRET_KEY.*PII_KEY.*ENCRYPTION_KEYS.*PUBLIC_URL.*TRUSTED_PROXIES"):
        load_settings(env="production")


def test_a_misspelt_override_is_a_defect() -> None:
    with pytest.raises(TypeError, match="hom"):
        load_settings(hom="x")


def test_the_sandbox_stands_for_every_platform_unless_one_is_pointed_elsewhere() -> None:
    settings = load_settings(sandbox_url="http://127.0.0.1:9/", ga4_base_url="http://127.0.0.1:8")
    assert {settings.base_url(source) for source in SOURCES} == {
        "http://127.0.0.1:9",
        "http://127.0.0.1:9/shops/{shop}",
        "http://127.0.0.1:8",
    }
    assert settings.base_url("shopify") == "http://127.0.0.1:9/shops/{shop}"
    assert load_settings().base_url("shopify") is None


def test_without_a_stripe_key_nobody_is_billed() -> None:
    assert not load_settings().bills
    assert load_settings(stripe_secret_key="sk", stripe_webhook_secret="whsec").bills
    assert not load_settings(billing="off", stripe_secret_key="sk").bills


def test_the_example_explains_every_variable_once_and_works_as_it_is(tmp_path: Path) -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.removeprefix("#").partition("=")[0] for line in lines if line.lstrip("#").partition("=")[1]]
    assert sorted(named) == sorted(variable_of(field) for field in Settings.model_fields)
    settings = load_settings(env_file=PROJECT / ".env.example")
    assert settings.env == "development"


def test_a_misspelt_variable_is_found_with_the_one_that_was_meant() -> None:
    environ = {"OMNITRACKIQ_WAREHOSE_URL": "x", "OMNITRACKIQ_HOME": "y", "PATH": "z", "OMNITRACKIQ_Q": ""}
    assert unknown_variables(environ) == {
        "OMNITRACKIQ_WAREHOSE_URL": "OMNITRACKIQ_WAREHOUSE_URL",
        "OMNITRACKIQ_Q": None,
    }
