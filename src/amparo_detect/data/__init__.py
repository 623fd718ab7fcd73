"""Word lists and the gazetteer, each with its source: facts, no code."""
