"""A cluster whose pg_cron calls the application's database, as in production."""

from tests.main_path.conftest import cron_cluster, production

__all__ = ["cron_cluster", "production"]
