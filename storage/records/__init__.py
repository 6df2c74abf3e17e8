"""What the stores hand out: frozen records, one module a noun."""
