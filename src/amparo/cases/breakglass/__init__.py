"""Urgent access to save a life: asked for, released by two officers together, told at once, ended by itself, reviewed."""
