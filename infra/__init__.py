"""What the services run on: engines, streams, databases and the supervisor of them all."""
