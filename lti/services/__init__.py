"""What a tool asks of a platform, over HTTP, with the tool's own keys."""
