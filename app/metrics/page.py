"""The page that Prometheus reads: what the workers have counted, and what the database says at this moment."""

from collections.abc import Callable, Iterable, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.metrics.sharing import counted_by_all
from app.queries.health import Figure

# Of the database: each figure's name, and what it says.
GAUGES = {
    "clock_check": "Health of the clock by check: 0 ok, 1 warn, 2 red.",
    "heartbeat_age_seconds": "How long ago the tick was last called.",
    "last_run_lag_seconds": "How late the last tick with work was for the oldest of it.",
    "last_transition_lag_seconds": "How late the clock was with the last transition it made.",
    "oldest_overdue_seconds": "For how long the oldest transition has been due that is neither done nor given up.",
    "failing_transitions": "Transitions that failed and are tried again.",
    "quarantined_transitions": "Transitions that were given up and wait for a person.",
    "mail_waiting": "Messages in the outbox that are to be sent, now or later.",
    "mail_overdue_seconds": "For how long the message that is next to be sent has been due.",
    "mail_given_up": "Messages that were given up and can be tried again.",
}
COUNTERS = {"transitions": "Transitions there have been, by the stage's kind, the status it got, and the cause."}
UP = "Whether the database answered: without it there are no other figures of the clock."


class Database(Collector):
    """Figures of the database as metrics; None where it did not answer."""

    def __init__(self, figures: Sequence[Figure] | None) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """In the order of the tables above."""
        yield GaugeMetricFamily("stageclock_database_up", UP, value=int(self._figures is not None))
        for kind, names in ((GaugeMetricFamily, GAUGES), (CounterMetricFamily, COUNTERS)):
            for name, says in names.items():
                yield self._family(kind, name, says)

    def _family(self, kind: Callable[[str, str], Metric], name: str, says: str) -> Metric:
        family = kind(f"stageclock_{name}", says)
        suffix = "_total" if kind is CounterMetricFamily else ""
        for figure in self._figures or ():
            if figure.figure == name:
                family.add_sample(f"stageclock_{name}{suffix}", figure.labels, figure.value)
        return family


def written(own: CollectorRegistry, figures: Sequence[Figure] | None) -> bytes:
    """The whole page, in Prometheus' text format 0.0.4."""
    of_database = CollectorRegistry()
    of_database.register(Database(figures))
    return generate_latest(of_database) + generate_latest(counted_by_all(own))
