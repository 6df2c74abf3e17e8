"""The one door to SimCord, whose backend is our world: servers, people, permissions, routes and error codes.

Nothing outside this package imports `simcord`; tests/rehearsal/wire/test_seam.py says at once when a new version of it
no longer fits. What people may do stands in `acts`, what they see in `people`.
"""

from simcord.backend.models import AutoModRule, Channel, Guild, Interaction, Member, Message, Webhook
from simcord.components import walk_components

from rehearsal.world.looking import bits, overwrite, refusing
from rehearsal.world.world import Upload, World

__all__ = [
    "AutoModRule",
    "Channel",
    "Guild",
    "Interaction",
    "Member",
    "Message",
    "Upload",
    "Webhook",
    "World",
    "bits",
    "overwrite",
    "refusing",
    "walk_components",
]
