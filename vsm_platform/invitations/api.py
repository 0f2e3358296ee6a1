"""What other rooms may use of invitations."""
