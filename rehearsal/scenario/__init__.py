"""Scenarios: who does what, when, and everything that people must then receive, in a file that reads as a story."""
