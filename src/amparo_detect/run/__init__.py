"""A run: its options, its work directory that survives being killed, and the files it leaves."""
