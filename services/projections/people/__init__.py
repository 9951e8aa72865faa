"""The register of people: names and contacts, apart from all events, that can be erased."""
