"""Urgent access to save a life: released by two officers, told at once, ended by itself, reviewed."""
