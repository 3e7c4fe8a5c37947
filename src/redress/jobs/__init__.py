"""What runs without anybody asking: sweeps, the outbox, long jobs. Each a few lines over an operation."""
