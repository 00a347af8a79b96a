"""Has all workers of one gunicorn count together: each in files of a directory that the master makes and removes."""

import atexit
import os
import shutil
import tempfile

from prometheus_client import CollectorRegistry, multiprocess, values

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"  # where prometheus_client looks for its name


def begin() -> None:
    """Make the directory, empty, in the master before it builds the application; gone when the master ends."""
    path, master = tempfile.mkdtemp(prefix="stageclock-metrics-"), os.getpid()
    os.environ[DIRECTORY] = path
    # Chosen when the library was loaded, which was before.
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
    atexit.register(_remove, path, master)


def forget(pid: int) -> None:
    """A worker is gone, and with it what it had open."""
    multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]


def counted_by_all(own: CollectorRegistry) -> CollectorRegistry:
    """What all workers have counted; where there is only this process, its own."""
    if not os.environ.get(DIRECTORY):
        return own
    everybody = CollectorRegistry()
    multiprocess.MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
    return everybody


def _remove(path: str, master: int) -> None:
    """Workers inherit what is to be done at the end, and leave it to the master."""
    if os.getpid() == master:
        shutil.rmtree(path, ignore_errors=True)
