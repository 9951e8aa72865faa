"""The pledges service."""
