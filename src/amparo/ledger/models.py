"""The ledger's rows; the work is in actions.py and tree.py."""
