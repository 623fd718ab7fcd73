"""Lists of work and counts: for a worker, an institution, and the coordinating body."""
