"""A case file on paper, for a court or for whoever takes the case over."""
