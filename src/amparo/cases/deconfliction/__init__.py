"""The same phone, account or document at another institution: that it is known, and a way to ask."""
