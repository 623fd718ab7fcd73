"""What was done to somebody: suggested with reasons, determined by a person, every wording kept."""
