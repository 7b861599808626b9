"""The SQL of the house outside the totals, each piece with what it saves."""
