"""What happens to deep linking requests: kept, and answered once."""
