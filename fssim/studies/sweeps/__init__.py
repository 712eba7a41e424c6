"""Sweeps: one scenario over many values of what we choose and of what nobody knows."""
