"""The demo's people, who come through the proxy."""

from tests.containers.system import System
from tests.live.ears import Person


def sign_in(system: System, username: str) -> Person:
    """A session of somebody in the demo."""
    return Person(system.address, username, password="demo")
