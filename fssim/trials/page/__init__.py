"""The page of a trial's design."""
