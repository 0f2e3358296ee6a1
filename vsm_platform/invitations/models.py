"""Ways into an exchange without an LMS: links for people, guests and clients."""
