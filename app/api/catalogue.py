"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import (
    acts,
    assignments,
    clock,
    collecting,
    courses,
    effects,
    notifications,
    requests,
    roles,
    submissions,
    tasks,
    teams,
    writing,
)

MODULES = (
    courses, assignments, acts, effects, writing, teams, requests, roles, tasks, submissions, collecting, notifications,
    clock,
)  # fmt: skip
SUBJECTS = tuple(module.subject for module in MODULES)
