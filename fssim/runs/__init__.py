"""Replications, paired comparisons and the folder of results."""
