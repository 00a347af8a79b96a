"""`op.install_clock()`: says in a revision that from here on the database has a clock.

The operation itself is carried out by alembic/env.py at the end of the same transaction, where the tables of
later revisions exist too: `sql/` always speaks of the head.
"""

from alembic.operations import MigrateOperation, Operations


@Operations.register_operation("install_clock")
class InstallClock(MigrateOperation):
    """Load `sql/` once every pending revision has run."""

    @classmethod
    def install_clock(cls, operations: Operations) -> None:
        """Mark the revision from which on the head has a clock."""
        operations.invoke(cls())


@Operations.implementation_for(InstallClock)
def request_clock(operations: Operations, operation: InstallClock) -> None:
    """Nothing here: env.py loads `sql/` at the end of every upgrade that reaches the head."""
