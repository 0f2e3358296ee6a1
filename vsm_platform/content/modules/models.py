"""What is taught: modules with their pages, links and activities, week by week."""
