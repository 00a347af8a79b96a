"""Notices by mail: what a message says, the server that takes it, and the sender between the outbox and that server."""
