"""The revisions, one after the other; each is written once and never changed after a release."""
