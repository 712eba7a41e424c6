"""The next months from the caseload of a day: who is open, what is to come, and how sure that is."""
