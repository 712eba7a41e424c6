"""How results are put in words."""
