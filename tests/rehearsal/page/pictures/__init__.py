"""The pictures in docs/screenshots, taken from a running rehearsal as people walk through it."""
