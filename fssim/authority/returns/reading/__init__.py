"""Returns, read: what stands in them, and what became of all of it."""
