"""The helplines directory: sourced, dated lines of help by country, and the guided minute that leads to one."""
