"""gunicorn's own messages, among all others: one form, one place."""

from typing import Any

from gunicorn.glogging import Logger

from app import logs
from app.config import Settings, load_settings
from app.errors import OperatorError


class GunicornLogger(Logger):  # type: ignore[misc]
    """Leaves its messages to the application's log; who names a file by `--error-logfile` gets that file."""

    def setup(self, cfg: Any) -> None:
        """What gunicorn does at its start and at each reload."""
        super().setup(cfg)
        try:
            settings = load_settings()
        except OperatorError:  # said by whoever builds the application
            settings = Settings.model_construct()
        logs.configure(settings.log_format, settings.log_level)
        if cfg.errorlog == "-":
            for handler in list(self.error_log.handlers):
                self.error_log.removeHandler(handler)
            self.error_log.propagate = True
