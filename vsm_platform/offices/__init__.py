"""What International Offices see, and alliances' catalogues: composed of what the rooms below offer."""
