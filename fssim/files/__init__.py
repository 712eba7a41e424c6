"""Files as all parts write and keep them."""
