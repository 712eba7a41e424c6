"""The report of a sweep: how measures answer to what varies, at what cost, and what could not be simulated."""
