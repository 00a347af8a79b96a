"""What a person may change of their own: password, language, the address of their calendar."""

import secrets

from sqlalchemy import Update, func, update
from sqlalchemy.dialects.postgresql import insert

from app.db import db
from app.models import CalendarAddress, User


def replace_hash(person_id: int, old: str, new: str) -> bool:
    """Put a newer kind of hash of the same password in place; False where somebody changed it meanwhile."""
    mine = update(User).where(User.id == person_id, User.password_hash == old)
    return _write(mine.values(password_hash=new))


def change_password(person_id: int, old: str, new: str) -> bool:
    """Store the hash of a password the person chose; False where somebody changed it meanwhile."""
    mine = update(User).where(User.id == person_id, User.password_hash == old)
    return _write(mine.values(password_hash=new, must_change_password=False))


def choose_locale(person_id: int, locale: str) -> bool:
    """Remember the language a person wants to read."""
    return _write(update(User).where(User.id == person_id).values(locale=locale))


def renew_calendar(person_id: int) -> None:
    """Give a person's calendar an address that nobody can guess; the one before leads nowhere from now on."""
    row = {"token": secrets.token_urlsafe(32), "created_at": func.stageclock.current_time()}
    made = insert(CalendarAddress).values(user_id=person_id, **row)
    db.session.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=row))
    db.session.commit()


def _write(statement: Update) -> bool:
    changed = db.session.scalar(statement.returning(User.id))
    db.session.commit()
    return changed is not None
