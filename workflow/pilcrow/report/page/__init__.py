"""The parts of the report that are made from the data, as syntax tree."""
