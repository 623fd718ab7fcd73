"""Keeping somebody safe: how great the risk is, what is done about it by whom, and what they think of it."""
