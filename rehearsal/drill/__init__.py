"""A bad night, played with an organiser's own settings, and a page that says who would have been asked when."""
