"""The workbench for authors of criteria sets: the sets, a set's tree, one leaf at a time, and publishing."""

from assessments.pages.sets.copying import copy_page
from assessments.pages.sets.leaf import leaf_page
from assessments.pages.sets.listing import set_page, sets_page
from assessments.pages.sets.publishing import publish_page

__all__ = ["copy_page", "leaf_page", "publish_page", "set_page", "sets_page"]
