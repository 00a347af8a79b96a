"""Reads: views and tables → rows. Nothing here decides who may see what; the caller brings the policy's condition."""
