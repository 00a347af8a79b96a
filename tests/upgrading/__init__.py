"""Upgrades as installations meet them: a later release laid out beside this one, and people at work meanwhile."""
