"""Answers to a planner's questions: why did it change, how much is enough, what is best, which guess matters most."""
