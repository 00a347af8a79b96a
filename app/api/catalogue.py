"""Every subject of the interface, in the order in which the documentation tells of them."""

from app.api import (
    account,
    acts,
    assignments,
    audit,
    clock,
    courses,
    exports,
    mail,
    notifications,
    people,
    requests,
    roles,
    rosters,
    submissions,
    tasks,
    teams,
    writing,
)

MODULES = (
    *(courses, rosters, assignments, acts, writing, teams, requests, roles, tasks, submissions, exports),
    *(notifications, account, people, audit, mail, clock),
)
SUBJECTS = tuple(module.subject for module in MODULES)
