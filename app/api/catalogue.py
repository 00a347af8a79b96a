"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import (
    acts,
    assignments,
    clock,
    collecting,
    copies,
    courses,
    effects,
    material,
    notifications,
    planning,
    requests,
    roles,
    settings,
    submissions,
    tasks,
    teams,
    writing,
)

MODULES = (
    courses, assignments, acts, effects, writing, planning, copies, settings, material, teams, requests, roles, tasks,
    submissions, collecting, notifications, clock,
)  # fmt: skip
SUBJECTS = tuple(module.subject for module in MODULES)
