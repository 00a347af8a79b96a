"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import acts, assignments, clock, courses, notifications

SUBJECTS = tuple(module.subject for module in (courses, assignments, acts, notifications, clock))
