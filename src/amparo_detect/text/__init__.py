"""What a post says, whatever it was disguised as."""
