"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import (
    acts,
    assignments,
    clock,
    courses,
    notifications,
    requests,
    roles,
    submissions,
    tasks,
    teams,
    writing,
)

MODULES = (courses, assignments, acts, writing, teams, requests, roles, tasks, submissions, notifications, clock)
SUBJECTS = tuple(module.subject for module in MODULES)
