"""The tables of a TG-EDU database: which are read, with which columns, and which are left where they are.

Source: the models that TG-EDU itself creates its SQLite file from.
"""

DATABASE = ("data", "homework.db")

READ = {
    "user": (
        "id", "username", "real_name", "password_hash", "role", "student_id", "is_active", "must_change_password",
        "created_at",
    ),
    "class": ("id", "name", "code", "is_active", "created_at"),
    "class_teacher": ("class_id", "teacher_id"),
    "class_student": ("class_id", "student_id"),
    "major_assignment": (
        "id", "title", "description", "requirement_file_path", "requirement_file_name", "requirement_url",
        "start_date", "end_date", "min_team_size", "max_team_size", "class_id", "creator_id", "created_at", "is_active",
    ),
    "major_assignment_teachers": ("major_assignment_id", "teacher_id", "created_at"),
    "stage": (
        "id", "major_assignment_id", "name", "description", "stage_type", "start_date", "end_date", "order", "status",
        "created_at", "submission_mode",
    ),
    "major_assignment_attachment": (
        "id", "major_assignment_id", "file_path", "original_filename", "uploaded_at", "uploaded_by",
    ),
    "major_assignment_link": ("id", "major_assignment_id", "url", "title", "description", "created_at", "created_by"),
}  # fmt: skip

# Stores of TG-EDU versions before this column have none of its values.
MAY_LACK = {("stage", "submission_mode")}

# Found out from the file itself, so their loss is none.
TOLD_BY_THE_FILE = {("major_assignment_attachment", "file_size"), ("major_assignment_attachment", "file_type")}

# Parts of course work that Stageclock replaces, but this version of the import does not bring yet.
LATER = {
    "team", "team_member", "team_invitation", "leave_team_request", "dissolve_team_request", "division_role",
    "team_division", "team_task", "task_progress", "stage_submission", "notification",
}  # fmt: skip


def is_replaced(table: str) -> bool:
    """Whether Stageclock does the work of this table's part of TG-EDU."""
    other_parts = {"assignment", "assignment_grade", "submission", "makeup_requests", "operation_log"}
    return table not in other_parts and not table.startswith("ai_grading_")
