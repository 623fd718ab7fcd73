"""The same person or organisation, found within one list or across two, with every weight explained."""

from amparo_detect.records.linking import Linked, link

__all__ = ["Linked", "link"]
