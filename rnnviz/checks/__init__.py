"""Checkers of the exercises, one file a notebook: each says what is wrong with an answer, not only that it is."""
