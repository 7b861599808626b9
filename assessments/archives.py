"""Moved one floor down, to ``criteria.files.archives``; this name is for code not yet moved."""

from criteria.files.archives import *  # noqa: F403  # the whole module, under its former name
