"""Trials: what a design of an evaluation would find among simulated authorities, and how often it would be wrong."""
