"""What must be right of several fields together."""
