"""Studies of many runs: sweeps, the analyses of them, fitting to published figures, and what is predicted."""
