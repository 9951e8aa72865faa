"""What every service runs on, written once."""
