"""From a pile of posts to a few explained leads: a library and a command, free of Amparo and Django."""

__version__ = "0.1.0"
