"""When people meet live, on everybody's clock, and their calendars."""
