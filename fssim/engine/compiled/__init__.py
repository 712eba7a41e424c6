"""The compiled engine: the SimPy engine's semantics as one Numba-compiled event loop over records in arrays.

It writes the same log, bit for bit, and shares with the SimPy engine the tables, the draws and the log's format, but no
code that handles events. `records` says what is held, `kept` where, and `memory` how compiled code reaches it; the
other modules are the loop, one idea each, from draws and the clock up to families and staff. Every function takes the
world `w`, one record that holds the clock, the counts and where every array is; what one event leads to at once is done
by plain calls, and what a process would do when it first runs is a `task` (see `clock`).
"""
