"""The register of people. It is no read model: nothing else knows these rows.

A database from before there were revisions has it, and is taken as it is.
"""

from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Make what is missing.

    The planner's statistics would keep samples of names beyond an erasure, so there are none.
    """
    op.execute("""
CREATE SCHEMA IF NOT EXISTS people;

-- A name holds from the day `since` until the next one of the person does.
CREATE TABLE IF NOT EXISTS people.name (
    person text COLLATE "C" NOT NULL, since date NOT NULL,
    name_zh text, name_en text, contact text, PRIMARY KEY (person, since));
ALTER TABLE people.name ALTER name_zh SET STATISTICS 0, ALTER name_en SET STATISTICS 0,
    ALTER contact SET STATISTICS 0;

CREATE TABLE IF NOT EXISTS people.erased (
    person text COLLATE "C" PRIMARY KEY, erased_at timestamptz NOT NULL);
""")
