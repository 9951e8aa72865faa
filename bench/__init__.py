"""What gradetrail is measured against: peers and ours in one run, on the same engines."""
