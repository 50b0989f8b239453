"""Every setting of an installation, typed. Entry points load them once and pass values down; nobody else reads them.

A field is the environment variable OMNITRACKIQ_<FIELD>, or the one of its alias; ``.env.example`` explains them one by
one. A ``.env`` file in the working folder counts where the environment is silent; an empty variable counts as unset.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from omnitrackiq.database import control_url
from omnitrackiq.errors import ExpectedError
from omnitrackiq.generated_secrets import generated_secret, new_encryption_key, new_secret
from omnitrackiq.settings_rules import comma_list, fernet_keys, networks, production_faults, web_address
from omnitrackiq.warehouse.location import Warehouse

SOURCES = ("facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4", "exchange_rates")
_PREFIX = "OMNITRACKIQ_"


class SettingsError(ExpectedError):
    """The settings cannot be used; the text names every variable at fault, and no secret."""


def _named(variable: str) -> Any:
    return Field(default=None, validation_alias=variable)


class Settings(BaseSettings):
    """The settings; secrets, and addresses that may hold a password, stay out of the representation."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_prefix=_PREFIX, env_ignore_empty=True, populate_by_name=True
    )

    env: Literal["development", "production"] = "development"
    home: Path = Path(".omnitrackiq")
    warehouse_url: str = Field("", repr=False)
    database_url: str = Field("", repr=False)
    public_url: str = "http://127.0.0.1:8000"
    dagster_url: str = "http://127.0.0.1:3000"
    trusted_proxies: Annotated[tuple[str, ...] | None, NoDecode] = None

    secret_key: SecretStr = SecretStr("")
    password_cost: int = Field(12, ge=4, le=16)
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    pii_key: SecretStr = SecretStr("")

    sandbox_url: str | None = None
    facebook_ads_base_url: str | None = None
    google_ads_base_url: str | None = None
    tiktok_ads_base_url: str | None = None
    shopify_base_url: str | None = None
    ga4_base_url: str | None = None
    exchange_rates_base_url: str | None = None

    google_client_id: str | None = _named("GOOGLE_CLIENT_ID")
    google_client_secret: SecretStr | None = _named("GOOGLE_CLIENT_SECRET")
    google_ads_developer_token: SecretStr | None = _named("GOOGLE_ADS_DEVELOPER_TOKEN")
    meta_app_id: str | None = _named("META_APP_ID")
    meta_app_secret: SecretStr | None = _named("META_APP_SECRET")
    tiktok_app_id: str | None = _named("TIKTOK_APP_ID")
    tiktok_app_secret: SecretStr | None = _named("TIKTOK_APP_SECRET")
    shopify_client_id: str | None = _named("SHOPIFY_CLIENT_ID")
    shopify_client_secret: SecretStr | None = _named("SHOPIFY_CLIENT_SECRET")
    shopify_old_client_secret: SecretStr | None = _named("SHOPIFY_OLD_CLIENT_SECRET")

    billing: Literal["off", "stripe"] | None = None
    stripe_secret_key: SecretStr | None = _named("STRIPE_SECRET_KEY")
    stripe_webhook_secret: SecretStr | None = _named("STRIPE_WEBHOOK_SECRET")
    stripe_price_starter: str | None = _named("STRIPE_PRICE_STARTER")
    stripe_price_pro: str | None = _named("STRIPE_PRICE_PRO")
    stripe_price_agency: str | None = _named("STRIPE_PRICE_AGENCY")
    stripe_api_base: str = Field("https://api.stripe.com", validation_alias="STRIPE_API_BASE")

    smtp_url: SecretStr | None = _named("SMTP_URL")
    mail_from: str | None = _named("MAIL_FROM")
    slack_webhook_url: SecretStr | None = _named("SLACK_WEBHOOK_URL")
    n8n_webhook_url: SecretStr | None = _named("N8N_WEBHOOK_URL")

    _split = field_validator("encryption_keys", "trusted_proxies", mode="before")(comma_list)
    _keys = field_validator("encryption_keys")(fernet_keys)
    _networks = field_validator("trusted_proxies")(networks)
    _address = field_validator("public_url", "dagster_url", "stripe_api_base", "sandbox_url")(web_address)
    _source_address = field_validator(*(f"{source}_base_url" for source in SOURCES))(web_address)

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse as the value that everything else takes."""
        return Warehouse.parse(self.warehouse_url, self.home)

    @property
    def bills(self) -> bool:
        """Whether plans and payments exist; without a Stripe key they do not, unless asked for."""
        return self.billing == "stripe" or (self.billing is None and self.stripe_secret_key is not None)

    def oauth_app(self, source: str) -> tuple[str, str] | None:
        """The id and secret of the installation's app on the platform of ``source``, where it has one."""
        client_id, secret = {
            "facebook_ads": (self.meta_app_id, self.meta_app_secret),
            "google_ads": (self.google_client_id, self.google_client_secret),
            "ga4": (self.google_client_id, self.google_client_secret),
            "tiktok_ads": (self.tiktok_app_id, self.tiktok_app_secret),
            "shopify": (self.shopify_client_id, self.shopify_client_secret),
        }.get(source, (None, None))
        return (client_id, secret.get_secret_value()) if client_id and secret else None

    @property
    def shopify_app_secrets(self) -> tuple[str, ...]:
        """The secrets that Shopify may sign webhooks of the app with: two while one takes the other's place."""
        secrets = (self.shopify_client_secret, self.shopify_old_client_secret)
        return tuple(secret.get_secret_value() for secret in secrets if secret)

    def base_url(self, source: str) -> str | None:
        """The address that replaces a platform's own, or None. Shopify's may contain ``{shop}``."""
        own: str | None = getattr(self, f"{source}_base_url")
        if own is None and self.sandbox_url is not None:
            return self.sandbox_url + ("/shops/{shop}" if source == "shopify" else "")
        return own


def variable_of(field: str) -> str:
    """The environment variable of a field of Settings."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{_PREFIX}{field.upper()}"


def unknown_variables(environ: Mapping[str, str]) -> dict[str, str | None]:
    """The variables in ``environ`` that look like ours and are not, each with the one probably meant."""
    known = [variable_of(field) for field in Settings.model_fields]
    ours = [name.removeprefix(_PREFIX) for name in known if name.startswith(_PREFIX)]
    strange = sorted(name for name in environ if name.startswith(_PREFIX) and name not in known)
    meant = {name: get_close_matches(name.removeprefix(_PREFIX), ours, n=1) for name in strange}
    return {name: _PREFIX + close[0] if close else None for name, close in meant.items()}


def load_settings(*, env_file: Path | None = Path(".env"), **overrides: Any) -> Settings:
    """The settings from the environment and ``env_file``; ``overrides`` (by field name) come before both.

    The home becomes absolute, missing addresses get their default inside it, and in development missing secrets are
    made once and kept there. Raises SettingsError.
    """
    unknown = overrides.keys() - Settings.model_fields.keys()
    if unknown:
        raise TypeError(f"there is no setting {', '.join(sorted(unknown))}")
    given: dict[str, Any] = {"_env_file": env_file, **overrides}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        raise SettingsError(_sentence(_fault(item["loc"], item["msg"]) for item in error.errors())) from None
    faults = production_faults(settings) if settings.env == "production" else []
    if settings.bills and not (settings.stripe_secret_key and settings.stripe_webhook_secret):
        faults.append("OMNITRACKIQ_BILLING=stripe needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET")
    if faults:
        raise SettingsError(_sentence(faults))
    located = _located(settings)
    return located if located.env == "production" else _with_generated_secrets(located)


def _located(settings: Settings) -> Settings:
    """With an absolute home and absolute addresses of warehouse and database."""
    home = settings.home.expanduser().resolve()
    warehouse_url = settings.warehouse_url or f"duckdb:///{home / 'warehouse.duckdb'}"
    database_url = settings.database_url or f"sqlite:///{home / 'control.sqlite'}"
    try:
        warehouse = Warehouse.parse(warehouse_url, home)
        database = control_url(database_url)
    except ExpectedError as error:
        raise SettingsError(str(error)) from None
    return settings.model_copy(
        update={
            "home": home,
            "warehouse_url": warehouse.url,
            "database_url": database.render_as_string(hide_password=False),
        }
    )


def _with_generated_secrets(settings: Settings) -> Settings:
    folder = settings.home / "secrets"
    update: dict[str, Any] = {}
    try:
        if not settings.secret_key.get_secret_value():
            update["secret_key"] = generated_secret(folder / "secret_key", new_secret)
        if not settings.encryption_keys:
            update["encryption_keys"] = (generated_secret(folder / "encryption_key", new_encryption_key),)
        if not settings.pii_key.get_secret_value():
            update["pii_key"] = generated_secret(folder / "pii_key", new_secret)
    except OSError as error:
        raise SettingsError(f"The home {settings.home} cannot be used: {error.strerror}.") from None
    return settings.model_copy(update=update)


def _fault(location: tuple[int | str, ...], message: str) -> str:
    field = str(location[0])
    variable = variable_of(field) if field in Settings.model_fields else field
    return f"{variable}: {message.removeprefix('Value error, ')}"


def _sentence(faults: Iterable[str]) -> str:
    return f"The settings cannot be used: {'; '.join(faults)}."
