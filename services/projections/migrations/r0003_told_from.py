"""From where a person was named, so that nobody else in a part of the tree renames them."""

from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Places of who told a name; null: everywhere, or told before this was noted."""
    op.execute("ALTER TABLE people.name ADD COLUMN told_from text[]")
