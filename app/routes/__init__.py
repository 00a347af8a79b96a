"""One blueprint a subject: parse, ask the policy, call one query or command, render."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.routes import (
    access_tokens,
    account,
    appearance,
    assignments,
    attachments,
    audit,
    authoring,
    calendars,
    clock,
    copies,
    courses,
    dashboard,
    deletion,
    exports,
    extensions,
    first_passwords,
    hand_ins_zip,
    health,
    history,
    language,
    live,
    material,
    members,
    metrics,
    my_team,
    notifications,
    people,
    placements,
    plan,
    plan_stages,
    reminders,
    reviews,
    roles,
    rosters,
    sessions,
    shift,
    stages,
    submissions,
    tasks,
    team_ending,
    team_requests,
    team_roles,
    teams,
    undo,
)

BLUEPRINTS = (
    sessions, assignments, dashboard, stages, submissions, reviews, extensions, hand_ins_zip, plan, plan_stages, shift,
    copies,
    history, audit, attachments, deletion, material, authoring, account, courses, members, people, rosters,
    first_passwords, notifications, language, appearance, live, clock, health, my_team, teams, team_requests,
    team_ending,
    placements, roles, team_roles, tasks, undo, exports, reminders,
    calendars, metrics, access_tokens,
)  # fmt: skip


class KeyConverter(IntegerConverter):
    """A row's key: what is beyond bigint is no address of anything."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=2**63 - 1)  # type: ignore[arg-type]


def register(app: Flask) -> None:
    """Give every page its address."""
    app.url_map.converters["key"] = KeyConverter
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
