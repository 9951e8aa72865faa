"""The event store as ``eventsourcing`` 9.5 makes it, and what commits together with it.

A database from before there were revisions has all of it, and is taken as it is.
"""

from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Make what is missing."""
    op.execute("""
CREATE TABLE IF NOT EXISTS stored_events (
    originator_id text NOT NULL, originator_version bigint NOT NULL, topic text, state bytea,
    notification_id bigserial, PRIMARY KEY (originator_id, originator_version))
WITH (autovacuum_enabled = true,
    autovacuum_vacuum_threshold = 100000000, autovacuum_vacuum_scale_factor = 0.5,
    autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.01);
CREATE UNIQUE INDEX IF NOT EXISTS stored_events_notification_id_idx
    ON stored_events (notification_id);
CREATE INDEX IF NOT EXISTS stored_events_reference ON stored_events (notification_id)
    WHERE originator_id LIKE 'scheme:%' OR originator_id LIKE 'organisation:%'
       OR originator_id LIKE 'cycle:%';

CREATE TABLE IF NOT EXISTS accepted (
    source text, id text, digest bytea NOT NULL, originator_id text NOT NULL,
    originator_version bigint NOT NULL, PRIMARY KEY (source, id));

CREATE TABLE IF NOT EXISTS refused (
    number bigint PRIMARY KEY, digest bytea NOT NULL UNIQUE, source text, id text,
    refusedat timestamptz NOT NULL, attributes bytea NOT NULL, data bytea NOT NULL,
    problem bytea NOT NULL, accepted_as bytea);
CREATE INDEX IF NOT EXISTS refused_open ON refused (source, id) WHERE accepted_as IS NULL;

CREATE TABLE IF NOT EXISTS heard (
    service text, position bigint, subject text NOT NULL, type text NOT NULL, state bytea NOT NULL,
    PRIMARY KEY (service, position));
CREATE INDEX IF NOT EXISTS heard_subject ON heard (subject);
CREATE TABLE IF NOT EXISTS heard_upto (service text PRIMARY KEY, position bigint NOT NULL);
""")
