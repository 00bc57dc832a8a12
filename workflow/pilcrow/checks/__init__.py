"""Checks of what the scholar writes."""
