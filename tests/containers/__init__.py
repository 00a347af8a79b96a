"""The composed system, built and run for real: `make test-docker`.

`engine` finds Docker's engine or starts one of our own, `bases` sees to the images that ours begin with, `system` is a
copy of this checkout with its compose.yaml, and the modules in `stories` are what pytest tries on it, in order.
"""
