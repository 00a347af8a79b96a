"""One's own notices."""

from typing import Any

from app.api.paging import page, window
from app.api.schemas.notifications import Changed, NoticeOut, NoticesAsked, NoticesDeleted, NoticesMarked
from app.api.schemas.shapes import page_of
from app.api.subject import Subject
from app.commands import notifications as commands
from app.identity import signed_in
from app.queries import notifications
from app.queries.notifications import Wanted

subject = Subject("notifications", "Your own notices.")


@subject.get("/notifications", page_of(NoticeOut), NoticesAsked)
def list_notifications(query: dict[str, Any]) -> dict[str, Any]:
    """Your notices, the newest first."""
    asked = window(query)
    wanted = Wanted(query["status"] == "unread", query.get("assignment_id"), query.get("kind"))
    return page(notifications.read_on(signed_in().id, wanted, asked), asked)


@subject.post("/notifications/marks", NoticesMarked, Changed)
def mark_notifications(body: dict[str, Any]) -> dict[str, int]:
    """Mark your notices as read or unread: those named, or all."""
    return {"changed": commands.mark(signed_in().id, body["ids"], read=body["read"])}


@subject.post("/notifications/deletion", NoticesDeleted, Changed)
def delete_notifications(body: dict[str, Any]) -> dict[str, int]:
    """Delete your notices: those named, or all that were read."""
    return {"changed": commands.delete(signed_in().id, body["ids"])}
