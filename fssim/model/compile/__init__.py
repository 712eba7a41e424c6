"""A scenario compiled to tables."""
