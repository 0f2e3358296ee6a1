"""What happens to exchanges; every change leaves a line in the audit log."""
