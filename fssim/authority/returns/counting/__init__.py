"""What was read, counted: figures and the opening caseload, none of them of one child."""
