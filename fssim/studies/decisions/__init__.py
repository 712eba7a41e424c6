"""Decisions under uncertainty: what is best whatever the future, where it fails, and what to find out first."""
