"""A simulated year, written as a return: children and workers who are made up, and what happened to them."""
