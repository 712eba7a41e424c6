"""Which family to tell of."""
