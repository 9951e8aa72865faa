"""NATS and PostgreSQL from wheels: the real engines, without a set-up."""

from infra.embedded.nats import Nats
from infra.embedded.postgres import Postgres

__all__ = ["Nats", "Postgres"]
