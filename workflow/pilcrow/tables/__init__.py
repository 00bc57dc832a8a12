"""From codings to tables: tallies by batch, columns, values, sensitivity, comparison."""
