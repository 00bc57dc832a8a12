"""Pilcrow: transcripts of public speech as a reproducible, paragraph-citable reading."""

__version__ = "0.2.0"
