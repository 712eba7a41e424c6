"""Answers to a planner's questions: why it changed, how much would be enough, what is best, which guess matters most."""
