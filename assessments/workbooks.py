"""Moved one floor down, to ``criteria.files.workbooks``; this name is for code not yet moved."""

from criteria.files.workbooks import *  # noqa: F403  # the whole module, under its former name
