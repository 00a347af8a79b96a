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
    "team": (
        "id", "name", "major_assignment_id", "leader_id", "status", "size_exception_reason",
        "confirmation_request_reason", "reject_reason", "created_at", "confirmed_at", "confirmed_by",
        "confirmation_requested_at", "is_locked",
    ),
    "team_member": ("id", "team_id", "user_id", "joined_at"),
    "team_invitation": ("id", "team_id", "inviter_id", "invitee_id", "status", "created_at", "responded_at"),
    "leave_team_request": (
        "id", "team_id", "member_id", "reason", "status", "created_at", "leader_responded_at", "teacher_responded_at",
        "reviewer_id", "review_comment",
    ),
    "dissolve_team_request": (
        "id", "team_id", "leader_id", "reason", "status", "created_at", "responded_at", "reviewer_id", "review_comment",
    ),
    "division_role": ("id", "stage_id", "name", "description", "is_required", "created_at"),
    "team_division": (
        "id", "team_id", "stage_id", "division_role_id", "role_name", "role_description", "member_id", "assigned_at",
        "assigned_by",
    ),
    "team_task": (
        "id", "team_id", "title", "description", "assigned_to", "priority", "status", "progress", "created_by",
        "created_at", "completed_at",
    ),
    "task_progress": ("id", "task_id", "user_id", "progress", "comment", "created_at"),
    "stage_submission": (
        "id", "stage_id", "team_id", "file_path", "original_filename", "url", "submitted_by", "submitted_at", "status",
        "reviewed_by", "reviewed_at", "review_comment",
    ),
    "notification": ("id", "title", "content", "sender_id", "receiver_id", "is_read", "created_at"),
}  # fmt: skip

# Stores of TG-EDU versions before this column have none of its values.
MAY_LACK = {("stage", "submission_mode")}

# Found out from the file itself, so their loss is none.
TOLD_BY_THE_FILE = {
    ("major_assignment_attachment", "file_size"),
    ("major_assignment_attachment", "file_type"),
    ("stage_submission", "file_size"),
    ("stage_submission", "submit_type"),
}


def is_replaced(table: str) -> bool:
    """Whether Stageclock does the work of this table's part of TG-EDU."""
    other_parts = {"assignment", "assignment_grade", "submission", "makeup_requests", "operation_log"}
    return table not in other_parts and not table.startswith("ai_grading_")
