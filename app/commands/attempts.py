"""Attempts to sign in, counted in the database: too many wrong ones in a row lock a username for a while.

How long is left is a `timedelta` by the database's clock, None where nothing is locked. `address` is where the attempt
comes from.
"""

from datetime import timedelta

from app.db import call


def begin(username: str, address: str) -> timedelta | None:
    """Claim an attempt before its password is looked at; how long to wait where it may not go ahead."""
    wait: timedelta | None = call("begin_sign_in", username=username, address=address)
    return wait


def fail(username: str, address: str) -> timedelta | None:
    """The attempt was wrong; for how long the username is locked now, where this one was one too many."""
    lock: timedelta | None = call("fail_sign_in", username=username, address=address)
    return lock


def forget(username: str, address: str) -> None:
    """The attempt was right: forget the wrong ones before it."""
    call("forget_sign_in_failures", username=username, address=address)
