"""Reading what the scholar writes: rows and YAML into typed models, every problem with its line."""
