"""Validation: what the model predicts of other authorities, and under load, beside what is published."""
