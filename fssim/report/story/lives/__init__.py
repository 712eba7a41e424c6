"""A family's life as the log has it: sentences, chapters and lanes."""
