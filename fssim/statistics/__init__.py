"""Intervals, paired comparison, stopping rules, warm-up and selection."""
