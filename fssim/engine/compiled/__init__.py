"""The compiled engine: the SimPy engine's semantics as one Numba-compiled event loop over records in arrays.

It writes the same log, bit for bit, and shares with the SimPy engine the tables, the draws and the log's format, but no
code that handles events. In `runtime`, `records` says what is held, `world_arrays` fills it, and `run_compiled` goes
through a replication. `kernel` is what is compiled: `build_functions` makes object code of it, `prepare` keeps that,
and `functions` loads and calls it without Numba, which takes longer to import than a district takes to simulate.
"""
