"""The work of a sweep: blocks, files, executors, and what is missing."""
