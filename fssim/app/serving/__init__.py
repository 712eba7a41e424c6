"""The app behind its guard, served on this computer alone."""
