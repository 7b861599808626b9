"""Moved one floor down, to ``criteria.files.tables``; this name is for code not yet moved."""

from criteria.files.tables import *  # noqa: F403  # the whole module, under its former name
