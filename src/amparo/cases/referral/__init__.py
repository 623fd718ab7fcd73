"""Asking another institution to do its part, and hearing what came of it. State and NGO are asked alike."""
