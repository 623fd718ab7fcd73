"""The way of a case: opening, stages, closing and reopening, handing over, merging, and its timeline."""
