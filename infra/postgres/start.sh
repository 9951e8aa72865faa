#!/bin/sh
# Starts PostgreSQL in a cluster of two, of which one is the primary and POSTGRES_PEER the other server.
# Who is neither a standby already nor the primary of the latest timeline becomes the standby of a peer that is:
# at its first start, and when it comes back after the peer was promoted. `begin` makes a new cluster where
# there is none; who does not say so waits for a peer to copy.
set -eu
PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE") PGCONNECT_TIMEOUT=5
export PGPASSWORD PGCONNECT_TIMEOUT
asked() { psql --no-psqlrc --quiet --tuples-only --no-align --host "$POSTGRES_PEER" --username postgres --command "$1"; }

begin=
if [ "$1" = begin ]; then begin=yes; shift; fi
# Timelines count promotions; 0: there is nothing, or the peer is away or no primary.
here=0 there=0
if [ -s "$PGDATA/PG_VERSION" ]; then
  here=$(pg_controldata --pgdata "$PGDATA" | sed -n "s/^Latest checkpoint's TimeLineID: *//p")
fi
if [ ! -e "$PGDATA/standby.signal" ]; then
  there=$(asked "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
    WHERE NOT pg_is_in_recovery()" 2>/dev/null) || true
fi
if [ "${there:-0}" -gt "$here" ]; then
  echo "becomes a standby of $POSTGRES_PEER, timeline $there; here is $here"
  rm -rf "$PGDATA.copy"
  asked "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'standby'" >/dev/null
  pg_basebackup --host "$POSTGRES_PEER" --username postgres --pgdata "$PGDATA.copy" \
    --checkpoint fast --create-slot --slot standby --write-recovery-conf || { rm -rf "$PGDATA.copy"; exit 1; }
  # Once promoted it has no standby that it could wait for.
  sed -i /synchronous_standby_names/d "$PGDATA.copy/postgresql.auto.conf"
  rm -rf "$PGDATA"
  mv "$PGDATA.copy" "$PGDATA"
elif [ "$here" = 0 ] && [ -z "$begin" ]; then
  echo "waits for $POSTGRES_PEER to be there" >&2
  exit 1
fi
exec docker-entrypoint.sh postgres "$@"
