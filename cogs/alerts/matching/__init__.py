"""The matching engine: text in, explained hits out. Pure, linear in the length of the text, no Discord."""
