"""Environment → settings. Every variable is described in docs/settings.md."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import OperatorError


class Settings(BaseSettings):
    """What the environment says; names are the variables' names in lower case."""

    model_config = SettingsConfigDict(env_ignore_empty=True)

    database_url: str = ""
    migration_database_url: str = ""
    cron_database_url: str = ""
    secret_key: str = ""
    storage_dir: Path = Path(".local/storage")
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = Field(default=0, ge=0)
    max_upload_mb: int = Field(default=50, ge=1)
    max_streams: int = Field(default=2000, ge=0)
    log_format: Literal["json", "text"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    smtp_url: str = Field(default="", repr=False)
    mail_from: str = ""
    mail_language: str = Field(default="en", pattern="^(en|zh)")

    @model_validator(mode="after")
    def owner_url_defaults_to_the_web_url(self) -> Self:
        """Where a host gives one role only, one URL is enough."""
        self.migration_database_url = self.migration_database_url or self.database_url
        return self

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS: decides Secure cookies, HSTS, and that demo data is refused."""
        return self.public_url.lower().startswith("https://")


def load_settings() -> Settings:
    """Read the environment; raise OperatorError naming each variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise OperatorError(f"The environment cannot be used: {wrong}. Correct it and start again.") from None
