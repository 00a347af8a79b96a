"""What a web process counts by itself: requests by how long they took, and open streams."""

from prometheus_client import CollectorRegistry, Gauge, Histogram

# Seconds. A page takes hundredths; beyond ten seconds it is all the same.
LENGTHS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Meters:
    """The meters of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "stageclock_request_seconds",
            "How long requests took until their answer began, by endpoint and status.",
            ("endpoint", "status"),
            buckets=LENGTHS,
            registry=self.registry,
        )
        self.streams = Gauge(
            "stageclock_open_streams",
            "Open pages that are kept right by a stream of events.",
            multiprocess_mode="livesum",
            registry=self.registry,
        )
