"""What a published ranking says, in sentences that can be quoted: made from its frozen numbers alone."""
