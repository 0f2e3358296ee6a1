"""What happens to invitations: made, sent, used, taken back; and to minors' consents."""
