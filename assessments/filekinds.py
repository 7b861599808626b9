"""Moved one floor down, to ``criteria.files.filekinds``; this name is for code not yet moved."""

from criteria.files.filekinds import *  # noqa: F403  # the whole module, under its former name
