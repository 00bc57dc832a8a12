"""Draw the figures of the report."""
