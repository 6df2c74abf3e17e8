"""Replays a transcript, perhaps from a real test server, against the local Discord and says where the two differ."""
