"""What the interface takes and gives, one subject a file."""
