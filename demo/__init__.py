"""An upstream app that plays a township's year: it knows the contracts and the publisher only."""
