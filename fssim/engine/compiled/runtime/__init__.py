"""The compiled engine as Python sees it: records, memory, compiled functions, and one run."""
