#!/bin/sh
# Starts PostgreSQL: as the image does, or as a standby of the server that POSTGRES_FOLLOWS names. A standby
# is copied from that server at its first start, and then follows it, also from where it was cut off.
set -eu
if [ -z "${POSTGRES_FOLLOWS:-}" ]; then exec docker-entrypoint.sh postgres "$@"; fi
PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
export PGPASSWORD
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # What a copy that was cut off left behind.
  rm -rf "$PGDATA"
  psql --quiet --no-psqlrc --host "$POSTGRES_FOLLOWS" --username postgres --command \
    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'standby'" >/dev/null
  pg_basebackup --host "$POSTGRES_FOLLOWS" --username postgres --pgdata "$PGDATA.part" \
    --checkpoint fast --create-slot --slot standby --write-recovery-conf || { rm -rf "$PGDATA.part"; exit 1; }
  mv "$PGDATA.part" "$PGDATA"
fi
exec postgres "$@"
