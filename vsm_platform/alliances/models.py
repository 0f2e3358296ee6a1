"""What an alliance of institutions agrees on: its members, its rules, and who chairs it this year."""
