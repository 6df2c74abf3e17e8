"""People on the local Discord: what they can do, what they see, and what reaches them."""
