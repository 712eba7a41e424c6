"""A lesson: one page on which a class guesses what an empty post does, sees it, and tries to manage it."""
