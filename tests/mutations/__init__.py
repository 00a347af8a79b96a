"""Takes the clock's safeguards away one by one, to see that a test notices: `make test-mutations`."""
