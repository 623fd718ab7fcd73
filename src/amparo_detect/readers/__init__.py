"""Readers: whatever file an investigator holds, as batches of posts, with every refused row told."""
