"""From a pile of posts to a few explained leads: a library and a command, free of Amparo and Django."""

from amparo_detect import compiled

compiled.set_folder()

__version__ = "0.1.0"
