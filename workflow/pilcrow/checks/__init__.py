"""Check what the scholar writes."""
