"""Letting another institution see part of a case, and closing it again."""
