"""Asking a person, standing by the answer, and the few grounds on which one may go without."""
