"""When each API key was last used."""

from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """A row a key."""
    op.execute("CREATE TABLE key_use (key text PRIMARY KEY, used_at timestamptz NOT NULL)")
