"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import (
    acts,
    assignments,
    clock,
    closings,
    copies,
    courses,
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
    courses, assignments, acts, writing, planning, copies, closings, settings, material, teams, requests, roles, tasks,
    submissions, notifications, clock,
)  # fmt: skip
SUBJECTS = tuple(module.subject for module in MODULES)
