"""Pages: each asks a read, or calls one action, and shows what came of it."""
