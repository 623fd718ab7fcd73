"""What a member is told: on the desk, and by an e-mail that says nothing."""
