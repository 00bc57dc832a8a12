"""The edition and its codings in the formats of other programs: one module a format, over one
reading of the records.
"""
