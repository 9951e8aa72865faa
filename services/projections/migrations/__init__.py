"""The tables of the projections' database that no rebuild makes; only ever added to."""
