"""Serves the pages beside the private cluster and stops both together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.cluster import Cluster
from app.demo.load import PASSWORD
from app.errors import OperatorError
from app.local.database import Say, environment, has_users, run_tool, sign_ins, start
from app.local.lock import only_one, sign
from app.local.place import Place

HOST = "127.0.0.1"
WEB_PATIENCE = 30.0  # seconds for gunicorn to load the application
STOP_PATIENCE = 10.0  # seconds for it to finish what it answers
FOR_PEOPLE = {"LOG_FORMAT": "text", "LOG_LEVEL": "warning"}  # at a terminal; the environment may say otherwise


def run(place: Place, say: Say) -> None:
    """Start the database, load the demo once, serve until Ctrl-C or SIGTERM, then stop both."""
    with only_one(place) as lock:
        port = chosen_port()
        refuse_taken_port(port)
        cluster = place.cluster()
        with stopped_at_end(cluster, say):
            start(place, cluster, say)
            load_demo_once(place, cluster, say)
            serve(place, cluster, port, lock, say)


def chosen_port() -> int:
    """The web's port: PORT, else 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise OperatorError(f"PORT must be a number from 1 to 65535, not {text!r}: `PORT=8001 make run`.")
    return int(text)


def refuse_taken_port(port: int) -> None:
    """Raise OperatorError, before anything is started, where gunicorn could not listen."""
    remedy = f"`PORT={port + 1 if 1024 <= port < 65535 else 8001} make run`"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = "may not be used by this user" if isinstance(error, PermissionError) else "is taken"
            raise OperatorError(f"Port {port} on {HOST} {reason}: choose another, {remedy}.") from None


@contextmanager
def stopped_at_end(cluster: Cluster, say: Say) -> Iterator[None]:
    """Whatever ends the block, Ctrl-C, SIGTERM or an error: stop the cluster, undisturbed by further signals."""
    hang_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]  # nohup stays nohup
    for number in (signal.SIGINT, signal.SIGTERM, *hang_up):
        signal.signal(number, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        ignore_signals()
        say("Stopping …")
        cluster.stop()
        say("Stopped.")


def ignore_signals() -> None:
    """What has begun to stop shall stop in order."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def load_demo_once(place: Place, cluster: Cluster, say: Say) -> None:
    """Load the demo into an empty database only."""
    if not has_users(cluster):
        say("Loading the demo …")
        run_tool(place, ["flask", "demo"])


def serve(place: Place, cluster: Cluster, port: int, lock: int, say: Say) -> None:
    """Run gunicorn until Ctrl-C. Where it ends by itself the clock goes on; OperatorError where it never served."""
    address = f"http://{HOST}:{port}"
    web = start_gunicorn(place, port, lock)
    try:
        sign(lock, web.pid, address)
        wait_until_listening(web, port)
        if web.poll() is not None:
            raise OperatorError(f"The web server ended with status {web.returncode}; what it said stands above.")
        announce(address, sign_ins(cluster), say)
        status = web.wait()
        if status == 0:
            return  # asked to stop by `kill`, as the lock tells people to
        sign(lock, os.getpid())
        say(f"The web server ended by itself with status {status}. PostgreSQL goes on moving stages; Ctrl-C stops it.")
        while True:
            signal.pause()
    finally:
        ignore_signals()
        stop_gunicorn(web)


def start_gunicorn(place: Place, port: int, lock: int) -> subprocess.Popen[bytes]:
    """Gunicorn in a session of its own: a Ctrl-C is ours, and we pass it on in order."""
    place.storage_dir.mkdir(exist_ok=True)
    options = ["-c", "python:app.gunicorn_conf", "--graceful-timeout", "5"]
    return subprocess.Popen(  # noqa: S603  our own program, with fixed arguments
        [sys.executable, "-m", "gunicorn", *options, "--bind", f"{HOST}:{port}"],
        cwd=place.project,
        env={"PUBLIC_URL": f"http://{HOST}:{port}", **FOR_PEOPLE, **environment(place)},
        stdin=subprocess.DEVNULL,
        pass_fds=[lock],
        start_new_session=True,
    )


def wait_until_listening(web: subprocess.Popen[bytes], port: int) -> None:
    """Return when the port answers, or when gunicorn has ended."""
    deadline = time.monotonic() + WEB_PATIENCE
    while web.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        if time.monotonic() > deadline:
            raise OperatorError(f"The web server did not begin to listen on port {port} in {WEB_PATIENCE:.0f} seconds.")
        time.sleep(0.1)


def announce(address: str, people: list[str], say: Say) -> None:
    """Say where people find it and how they get in."""
    say(f"\nStageclock runs at {address} (Ctrl-C stops it)\n")
    if people:
        say(f"Sign in with the password “{PASSWORD}” as:")
        say("".join(f"  {line}\n" for line in people))


def stop_gunicorn(web: subprocess.Popen[bytes]) -> None:
    """Let it finish what it answers, but not for ever."""
    web.terminate()
    try:
        web.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
