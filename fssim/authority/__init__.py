"""One authority's own: its returns, the scenario made of them, and the months ahead from its caseload."""
