"""What came of a piece of work: its pages, its files, and two of them side by side."""
