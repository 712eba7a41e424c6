"""Validation: what the model predicts that it was not fitted to, beside what is published."""
