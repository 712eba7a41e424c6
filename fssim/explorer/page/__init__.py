"""The page that a sweep is made into: its words, style and scripts."""
