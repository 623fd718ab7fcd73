"""Who opened what, on which legal basis: the ledger as an auditor reads it. No content anywhere."""
