"""Installs what `sql/` holds and registers the jobs with pg_cron."""
