"""A set as a file laid out like a decision's annex: reading it, comparing it with the draft, writing it."""
