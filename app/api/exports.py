"""Teams, roles and hand-ins of one course work as files, headed in the language of Accept-Language; for its staff."""

from flask import Response

from app import sheets, xlsx_export
from app.api import finding
from app.api.subject import Operation, Subject
from app.work_sheets import SHEET

subject = Subject("exports", "Teams, roles and hand-ins of one course work as files.")

FILE = "/assignments/<key:assignment_id>/<any(teams, roles, submissions):what>"


@subject.offer(Operation("GET", f"{FILE}.csv", media_type="text/csv"))
def download_csv(assignment_id: int, what: str) -> Response:
    """A table as CSV in UTF-8, its times in the course work's zone; for staff."""
    return sheets.download(SHEET[what](finding.kept_work(assignment_id)), "csv")


@subject.offer(Operation("GET", f"{FILE}.xlsx", media_type=xlsx_export.TYPE))
def download_workbook(assignment_id: int, what: str) -> Response:
    """A table as a workbook for Excel, its times in the course work's zone; for staff."""
    return sheets.download(SHEET[what](finding.kept_work(assignment_id)), "xlsx")
