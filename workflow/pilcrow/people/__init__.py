"""Several coders: consensus, agreement and its intervals."""
