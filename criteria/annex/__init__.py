"""A set as a file laid out like a decision's annex: read, compared with the draft, written again."""
