"""A unit's improvement plan: made from a published result, filled in line by line, approved, printed."""
