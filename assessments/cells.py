"""Moved one floor down, to ``criteria.files.cells``; this name is for code not yet moved."""

from criteria.files.cells import *  # noqa: F403  # the whole module, under its former name
