"""The year's chapters: each returns the submissions of a stretch of time, in their order."""
