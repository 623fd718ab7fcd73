"""Scripts that are posted again and again, found among posts that only share what everybody writes."""
