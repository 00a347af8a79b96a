"""The private cluster of one checkout and the web server beside it: what `flask local` does."""
