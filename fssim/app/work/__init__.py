"""Work that is asked for, waits its turn, is done in a process of its own, and is kept in a folder."""
