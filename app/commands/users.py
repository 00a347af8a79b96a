"""What a person's own row may be changed to: password, language."""

from sqlalchemy import Update, update

from app.db import db
from app.models import User


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


def _write(statement: Update) -> bool:
    changed = db.session.scalar(statement.returning(User.id))
    db.session.commit()
    return changed is not None
