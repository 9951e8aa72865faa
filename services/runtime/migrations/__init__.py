"""The tables of a service's event store, from one revision to the next; only ever added to."""
