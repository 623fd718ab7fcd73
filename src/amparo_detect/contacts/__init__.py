"""Contacts and things: what a post gives to be reached, paid, moved and counted by (step 3)."""

from amparo_detect.contacts.find import KINDS, SCHEMA, find

__all__ = ["KINDS", "SCHEMA", "find"]
