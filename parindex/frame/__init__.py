"""The frame around every page: where one is, where one can go, and what is found; it knows the apps, no app knows it."""
