"""The kill points (`storage.points`), for features: storage, which imports nothing of ours, has some of its own."""

from storage.points import reached

__all__ = ["reached"]
