"""Writes: one function = one change, committed."""
