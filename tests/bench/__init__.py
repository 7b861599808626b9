"""``make bench``: how long things take, each beside its limit and beside its bare counterpart."""
