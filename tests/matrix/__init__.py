"""The version matrix: the tests against each PostgreSQL that Stageclock supports, with that Debian's pg_cron.

Only the servers differ. Tests, Alembic and the web run from this checkout's .venv as always; what they start of
PostgreSQL's programs is entered by chroot in a tree of that Debian, which debootstrap makes once.
"""
