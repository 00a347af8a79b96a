"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import (
    account,
    acts,
    assignments,
    audit,
    clock,
    collecting,
    copies,
    courses,
    effects,
    exports,
    mail,
    material,
    notifications,
    people,
    planning,
    requests,
    roles,
    rosters,
    settings,
    submissions,
    tasks,
    teams,
    writing,
)

MODULES = (
    courses, rosters, assignments, acts, effects, writing, planning, copies, settings, material, teams, requests, roles,
    tasks, submissions, collecting, exports, notifications, account, people, audit, mail, clock,
)  # fmt: skip
SUBJECTS = tuple(module.subject for module in MODULES)
