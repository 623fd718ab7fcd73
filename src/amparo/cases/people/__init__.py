"""The people in a case: who they are, what they are in it, and who may not be called a suspect unexamined."""
