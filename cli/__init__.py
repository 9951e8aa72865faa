"""The command ``gradetrail``, and the publisher that it, the demo and the benchmark share."""
