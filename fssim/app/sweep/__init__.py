"""Sweep and ask: one or two numbers of a service over a grid, which is best, and how much would be enough."""
