"""A set as its author works on it: what a leaf's cells mean, what is wrong with them and where, and a picture of it."""
