"""From a pile of posts to a few explained leads: a library and a command that know nothing of Amparo or Django."""

__version__ = "0.1.0"
