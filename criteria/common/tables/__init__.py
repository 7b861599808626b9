"""Tables that people bring: columns by their headings, every fault by its cell, a preview first."""
