"""Pages of results, one file a page."""
