"""The pages: each reads rows, or calls one act, and shows the result."""
