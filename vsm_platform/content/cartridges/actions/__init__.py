"""What people and jobs change of imports."""
