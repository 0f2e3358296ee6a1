"""What is read of invitations: by their links, in lists, and by those who came."""
