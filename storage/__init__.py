"""The only place that knows SQL: one store per noun, frozen records out."""
