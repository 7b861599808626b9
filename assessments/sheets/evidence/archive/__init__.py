"""A sheet's or a leaf's evidence as one ZIP, in the order of the tree, with an index."""
