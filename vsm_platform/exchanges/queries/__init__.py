"""What is known of exchanges, in few and plain selects: pages are made for every click."""
