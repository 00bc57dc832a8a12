"""What the scholar writes, read into typed models; every problem has its line."""
