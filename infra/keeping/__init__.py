"""Backups: taken while everything runs, restored onto nothing, checked event by event."""
