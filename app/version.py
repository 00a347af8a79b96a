"""The version of this release: the one place that says it. The package, the API and `flask version` read it here."""

VERSION = "0.1.0"
