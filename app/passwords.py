"""Password hashes: argon2 for every new one; those of imported people (Werkzeug's) are still understood."""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from werkzeug.security import check_password_hash

# Tests exchange it for one made from argon2.profiles.CHEAPEST.
hasher = argon2.PasswordHasher()

# For passwords that `make_password` drew: nobody guesses 79 bits, however fast they are hashed, and thousands of
# students get theirs at once. The first signing in replaces the hash by one of the other kind.
first_hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)

# One after the other in a process: hashing takes all the processors it gets, and pages shall not wait for it. Who signs
# in waits a little longer where many do at once.
_turn = Lock()

# Neither look alike nor sound alike.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Verdict:
    """Whether a password fits a hash, and whether the hash should be replaced by a newer kind."""

    fits: bool
    is_outdated: bool = False


def make_hash(password: str) -> str:
    """The hash to store for a new password."""
    with _turn:
        return hasher.hash(password)


def make_first_hash(password: str) -> str:
    """The hash to store for a password of `make_password` until it is first used; in a tenth of a millisecond."""
    return first_hasher.hash(password)


def check(stored: str, password: str) -> Verdict:
    """Compare a password with a stored hash. A damaged or unknown hash fits nothing and raises nothing."""
    try:
        with _turn:
            if stored.startswith("$argon2"):
                return Verdict(hasher.verify(stored, password), hasher.check_needs_rehash(stored))
            return Verdict(check_password_hash(stored, password), is_outdated=True)
    except (InvalidHashError, VerificationError, ValueError, TypeError, OverflowError, MemoryError):
        return Verdict(fits=False)


def check_nobody(password: str) -> Verdict:
    """Work as long as for a wrong password, where there is no such person."""
    check(_hash_of_nobody(hasher), password)
    return Verdict(fits=False)


def make_password() -> str:
    """A random password that can be read out and typed: 16 characters in four groups, about 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


@lru_cache(maxsize=2)
def _hash_of_nobody(kind: argon2.PasswordHasher) -> str:
    return kind.hash(secrets.token_hex())
