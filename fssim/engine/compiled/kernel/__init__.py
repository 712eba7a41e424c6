"""The event loop that Numba compiles, and the drawing of families before it.

`event_loop` has the loop; the other modules one idea each, from draws and the clock up to families and staff. Nearly
every function takes the world `w`, one record that holds the clock, the counts and where every array is; what one event
leads to at once is done by plain calls, and what a process would do when it first runs is a task (see `instant`).
"""
