"""What the justice system does with a case."""
