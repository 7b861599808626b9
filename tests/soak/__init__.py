"""``make soak``: long trials of what must never happen, however long it is tried."""
