"""From codings to tables: counts by batch, columns, values, sensitivity, comparison."""
