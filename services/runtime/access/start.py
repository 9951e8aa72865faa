"""What a service insists on before it starts: nothing is open to others, no secret is known."""

from ipaddress import ip_address

from services.runtime.access.directory import Directory
from services.runtime.access.door import Access
from services.runtime.access.file import AccessFileBroken
from services.runtime.access.sessions import Sessions
from services.runtime.rates import Rates
from services.runtime.settings import Settings

SHORTEST = 32
"""Characters of a session secret, at least."""


class Unsafe(Exception):
    """The service does not start like this; the message says what to change."""


def directory_of(settings: Settings) -> Directory | None:
    """Who may do what; None where anybody on this machine may do anything.

    Raises:
        Unsafe: others could reach it, or its secrets are known, and nothing says that they may.
    """
    if settings.access_file is None:
        if not is_loopback(settings.http_host):
            raise Unsafe(
                f"without an access file (ACCESS_FILE) it serves this machine alone, and HTTP_HOST"
                f" is {settings.http_host}"
            )
        return None
    try:
        directory = Directory(
            settings.access_file, demo=settings.demo, ticker_key=settings.ticker_key_sha256
        )
    except AccessFileBroken as error:
        raise Unsafe(f"the access file {settings.access_file} is broken: {error}") from None
    secret = settings.session_secret and settings.session_secret.get_secret_value()
    if secret is not None and len(secret) < SHORTEST:
        raise Unsafe(f"SESSION_SECRET has to have {SHORTEST} characters or more")
    return directory


def access_of(settings: Settings) -> Access:
    """Who is behind a request, as the settings say. Raises as ``directory_of`` does."""
    secret = settings.session_secret
    sessions = Sessions(secret.get_secret_value(), settings.session_s) if secret else None
    return Access(directory_of(settings), sessions, Rates(settings.ask_rate))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server on this host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
