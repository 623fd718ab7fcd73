"""Clocks: what has to be done in a case, until when, and who is told when it is not."""
