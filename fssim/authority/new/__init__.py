"""From an authority's own figures to a scenario of it."""
