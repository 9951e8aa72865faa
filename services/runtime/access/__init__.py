"""Who signs in, and what that allows."""
