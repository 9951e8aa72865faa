"""The command ``gradetrail``."""
