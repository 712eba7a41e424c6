"""A model of one's own authority, made of its returns, and the months ahead of it."""
