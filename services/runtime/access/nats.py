"""How a process of ours signs in to NATS: with an nkey, over TLS where the server asks for it."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nkeys


class CannotSignIn(Exception):
    """A file to sign in with cannot be used; says which and why."""


@dataclass(frozen=True)
class SignIn:
    """``seed_file``: of the nkey; None where the server asks nobody who they are.

    ``ca_file``: whom to believe that a server is NATS, in PEM; with it, a server without TLS is not
    spoken to. None: the system's authorities, asked for ``tls://`` and ``wss://``.
    """

    seed_file: Path | None = None
    ca_file: Path | None = None

    def options(self, name: str) -> dict[str, Any]:
        """Arguments of nats-py's ``connect`` for the user ``name``.

        Raises:
            CannotSignIn: a file cannot be read, or is not what it should be.
        """
        options: dict[str, Any] = {"name": name, "inbox_prefix": inbox_prefix(name)}
        if self.seed_file:
            options["nkeys_seed_str"] = _seed(self.seed_file)
        if context := self.tls():
            options["tls"] = context
        return options

    def tls(self) -> ssl.SSLContext | None:
        """What a server's certificate is checked with; None: the client's default."""
        if self.ca_file is None:
            return None
        try:
            return ssl.create_default_context(cafile=str(self.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise CannotSignIn(
                f"cannot read {self.ca_file} as certificates (PEM): {error}"
            ) from None


OPEN = SignIn()
"""For a server that asks nobody who they are."""


def inbox_prefix(name: str) -> str:
    """Below which a user of NATS is answered, and nobody else listens."""
    return f"_INBOX.{name}"


def _seed(file: Path) -> str:
    try:
        seed = file.read_text("ascii").strip()
        nkeys.from_seed(bytearray(seed.encode())).wipe()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotSignIn(f"cannot read the nkey seed {file}: {error}") from None
    except nkeys.NkeysError as error:
        raise CannotSignIn(f"{file} holds no nkey seed ({type(error).__name__})") from None
    return seed
