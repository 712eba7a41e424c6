"""Families whom something dated touches, followed."""
