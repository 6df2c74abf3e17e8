"""What Discord refuses before it does anything: limits and forms, with its error trees. Always on, with any
world."""
