"""One family's story: the same family, with the same needs and the same luck, in one scenario and in others."""
