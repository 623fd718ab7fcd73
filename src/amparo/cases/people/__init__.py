"""The people in a case: who they are, what they are in it, and who may never be called a suspect unexamined."""
