"""Fitting a scenario's free parameters to published statistics."""
