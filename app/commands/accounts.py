"""What operators do to accounts, over the owner's connection. `by` names them: they are no users of ours."""

from typing import Any

import psycopg
from psycopg import Connection

from app.errors import OperatorError

CREATE = "select stageclock.create_person(%s, %s, 'admin', null, null, %s, false, null, %s)"
RESET = (
    "select u.username, stageclock.reset_password(u.id, %s, null, %s) from public.users u"
    " where lower(u.username) = lower(%s)"
)


def create_admin(connection: Connection[Any], username: str, name: str, password_hash: str, by: str) -> None:
    """Add an administrator; raise OperatorError where the username is taken, whatever its case."""
    try:
        connection.execute(CREATE, [username, name, password_hash, by])
    except psycopg.Error as error:
        if error.sqlstate != "SC012":
            raise
        raise OperatorError(
            f"The username {username} is taken. Choose another one, "
            f"or give its owner a new password: `flask user reset-password {username}`."
        ) from None
    connection.commit()


def reset_password(connection: Connection[Any], username: str, password_hash: str, by: str) -> str:
    """Store a password made for somebody, which they are asked to change; the username as it is stored."""
    row = connection.execute(RESET, [password_hash, by, username]).fetchone()
    if row is None:
        raise OperatorError(f"There is nobody with the username {username}. Check its spelling.")
    connection.commit()
    return str(row[0])
