"""The compiled engine: the SimPy engine's semantics as one Numba-compiled event loop over records in arrays.

It writes the same log, bit for bit, and shares with the SimPy engine the tables, the draws and the log's format, but no
code that handles events. `records` says what is held, `world` fills it, and `run` goes through a replication. `loop` is
what is compiled: `build` makes object code of it, `folder` and `prepare` keep that, and `functions` loads and calls it
without Numba, which takes longer to import than a district takes to simulate.
"""
