"""kill -9 at random moments of people's and the clock's work, then the invariants: `make test-kills`."""
