"""The workbench for authors of criteria sets: the sets, a set's tree, one leaf at a time, and publishing."""

from assessments.pages.sets.leaf import leaf_page
from assessments.pages.sets.listing import set_page, sets_page
from assessments.pages.sets.publishing import publish_page

__all__ = ["leaf_page", "publish_page", "set_page", "sets_page"]
