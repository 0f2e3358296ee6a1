"""The product in real Chromium, inside another site's frame and alone."""
