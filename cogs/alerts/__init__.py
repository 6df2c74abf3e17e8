"""Alerts: from a message to a human, every time."""
