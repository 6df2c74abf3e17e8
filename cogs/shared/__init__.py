"""What several features use; a thing moves in here when a second feature needs it."""
