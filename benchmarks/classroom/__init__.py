"""A class in front of a server: a process of its own that opens lessons and runs programs."""
