"""What the environment may set, the same names for every service behind its own prefix."""

from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, by ``main``. Times are in seconds."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    nats_url: str = "nats://127.0.0.1:4222"
    database_url: str
    http_host: str = "127.0.0.1"
    http_port: int
    log_format: Literal["json", "console"] = "json"
    patience_s: float = 5.0
    stop_within_s: float = 10.0
    calendar_file: Path | None = None


def settings_of(service: str) -> Settings:
    """The settings of a service, from variables such as GRADING_DATABASE_URL."""
    return Settings(_env_prefix=f"{service.upper()}_")
