"""Finding a case: by reference, by an identifier, by words inside what one can open."""
