"""What is tried on the composed system, in the order that `tests.containers.__main__` gives."""
