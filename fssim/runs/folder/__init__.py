"""The folder of a run: its files, written whole, sealed, and read back."""
