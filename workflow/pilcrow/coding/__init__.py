"""The codebook, its rules and their matching, what people coded."""
