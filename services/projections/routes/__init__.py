"""The query API, a router for each kind of question."""
