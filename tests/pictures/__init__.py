"""Pictures of the pages for README and docs, taken from the demo by `python -m tests.pictures`."""
