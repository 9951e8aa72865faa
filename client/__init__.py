"""What speaks to gradetrail from outside: submits, waits for receipts, asks. Others share it."""
