"""What operators do to accounts, over the owner's connection."""

from typing import Any

from psycopg import Connection

from app.errors import OperatorError


def create_admin(connection: Connection[Any], username: str, name: str, password_hash: str) -> None:
    """Add an administrator; raise OperatorError where the username is taken, whatever its case."""
    insert = (
        "insert into users (username, name, password_hash, role) values (%s, %s, %s, 'admin')"
        " on conflict (lower(username)) do nothing returning id"
    )
    if connection.execute(insert, [username, name, password_hash]).fetchone() is None:
        raise OperatorError(
            f"The username {username} is taken. Choose another one, "
            f"or give its owner a new password: `flask user reset-password {username}`."
        )
    connection.commit()


def reset_password(connection: Connection[Any], username: str, password_hash: str) -> str:
    """Store a password made for somebody, which they are asked to change; the username as it is stored."""
    change = (
        "update users set password_hash = %s, must_change_password = true"
        " where lower(username) = lower(%s) returning username"
    )
    row = connection.execute(change, [password_hash, username]).fetchone()
    if row is None:
        raise OperatorError(f"There is nobody with the username {username}. Check its spelling.")
    connection.commit()
    return str(row[0])
