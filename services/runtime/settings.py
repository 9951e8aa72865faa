"""What the environment may set, the same names for every service behind its own prefix."""

import ssl
from pathlib import Path
from typing import Literal, TypeVar

import limits
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.runtime.access.nats import SignIn

SECRETS = Path("/run/secrets")
"""Where Compose and Kubernetes put files with secrets."""


class FromEnvironment(BaseSettings):
    """Settings that ``read_settings`` reads. No secret gets into a log: errors hide the input."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class SigningIn(FromEnvironment):
    """How a process shows NATS who it is."""

    nats_seed_file: Path | None = Field(
        None,
        description="file with the seed of its nkey, by which NATS knows it; none: NATS asks nobody"
        " who they are",
    )
    nats_ca_file: Path | None = Field(
        None,
        description="certificates (PEM) of who vouches for the NATS server; with it, a server"
        " without TLS is not spoken to",
    )

    @property
    def sign_in(self) -> SignIn:
        """How it signs in to NATS."""
        return SignIn(self.nats_seed_file, self.nats_ca_file)


class OnNats(SigningIn):
    """Of whoever needs NATS."""

    nats_url: str = Field(
        "nats://127.0.0.1:4222",
        description="the NATS server, or several parted by commas: `nats://`, `tls://`, or behind a"
        " gateway `ws://host:port/nats`, `wss://…`",
    )


class Settings(OnNats):
    """Of a service. Read once, by ``main``."""

    database_url: str = Field(
        repr=False,
        description="the service's own database: `postgresql://role:password@host:port/database`",
    )
    http_host: str = Field("127.0.0.1", description="the interface to listen on")
    http_port: int = Field(description="the port to listen on")
    http_cert_file: Path | None = Field(
        None, description="certificate (PEM, with those between) for HTTPS; none: HTTP"
    )
    http_key_file: Path | None = Field(
        None, validate_default=True, description="the certificate's private key (PEM)"
    )
    metrics_port: int | None = Field(
        None, description="the port of `/metrics`, on the same interface; none: no metrics"
    )
    log_format: Literal["json", "console"] = Field("json", description="`json` or `console`")
    patience_s: float = Field(
        5.0,
        description="seconds that a submission waits for an event of another service before it is"
        " refused; not of the projections",
    )
    answer_within_s: float = Field(
        10.0,
        description="seconds beyond that for which who submits over HTTP or by request waits for"
        " receipts, before 503 says to send again; not of the projections",
    )
    submit_rate: str | None = Field(
        "2000/second",
        description="events that one app or person may submit in a time, see [Limits](#limits);"
        " not of the projections",
    )
    ask_rate: str | None = Field(
        "100/second",
        description="requests of one app or person in a time that are answered, submissions apart,"
        " see [Limits](#limits)",
    )
    stop_within_s: float = Field(
        10.0, description="seconds for which open requests are answered after SIGTERM"
    )
    calendar_file: Path | None = Field(
        None,
        description="YAML of days off and working weekends, see"
        " [Deadlines](#deadlines-and-the-ticker); of the projections only",
    )
    access_file: Path | None = Field(
        None,
        description="who may do what, see [Security](security.md#the-access-file); without one"
        " the service answers its own machine alone",
    )
    ticker_key_sha256: str | None = Field(
        None,
        description="of an API key of the app `ticker` that is not in the access file: `gradetrail"
        " up` makes its ticker one; of the projections only",
    )
    demo: bool = Field(
        False, description="whether this is a demonstration, whose secrets may be known"
    )
    session_secret: SecretStr | None = Field(
        None,
        description="what the cookies of people who sign in are signed with, the same for all"
        " services; none: people cannot sign in",
    )
    session_s: float = Field(
        28_800.0, description="seconds after which somebody who signed in does so again"
    )
    public_url: str | None = Field(
        None, description="where people find the pages, `https://host`; none: as the browser asked"
    )
    oidc_issuer: str | None = Field(
        None,
        description="who people sign in with (OpenID Connect); of the projections only, like all"
        " `OIDC_`",
    )
    oidc_client_id: str = Field("gradetrail", description="what the issuer calls gradetrail")
    oidc_client_secret: SecretStr | None = Field(
        None, description="what gradetrail shows the issuer"
    )

    @field_validator("submit_rate", "ask_rate")
    @classmethod
    def _is_a_rate(cls, rate: str | None) -> str | None:
        if rate:
            limits.parse(rate)
        return rate or None

    @field_validator("http_key_file")
    @classmethod
    def _is_a_pair(cls, key: Path | None, told: ValidationInfo) -> Path | None:
        certificate = told.data.get("http_cert_file")
        if (key is None) != (certificate is None):
            raise ValueError("HTTP_CERT_FILE and HTTP_KEY_FILE are set together")
        if key and certificate:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
            except (OSError, ssl.SSLError) as error:
                raise ValueError(f"{certificate} and {key} cannot be used: {error}") from None
        return key


Kind = TypeVar("Kind", bound=FromEnvironment)


def read_settings(kind: type[Kind], name: str, secrets: Path = SECRETS) -> Kind:
    """Settings from variables such as GRADING_DATABASE_URL, else files such as
    ``grading_database_url`` in ``secrets``.

    Raises:
        SystemExit: a setting is missing or cannot be read; names each and says what it is.
    """
    prefix = f"{name.upper()}_"
    try:
        return kind(_env_prefix=prefix, _secrets_dir=secrets if secrets.is_dir() else None)
    except ValidationError as error:
        lines = [
            f"{prefix}{str(field).upper()}: {fault['msg']} ({kind.model_fields[field].description})"
            for fault in error.errors(include_input=False)
            for field in map(str, fault["loc"][:1])
        ]
        raise SystemExit("\n".join(lines)) from None


def settings_of(service: str) -> Settings:
    """The settings of a service, from variables such as GRADING_DATABASE_URL."""
    return read_settings(Settings, service)
