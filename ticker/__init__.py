"""An upstream app with a clock: says which deadlines went by with nothing on record."""
