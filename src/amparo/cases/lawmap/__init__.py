"""The law map for those who work on cases: pages, and loading it on the record."""
