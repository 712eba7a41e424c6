"""The event log as columns, and what several measures need of it."""
