"""Looking for the staffing that is best within limits, with replications spent where they decide."""
