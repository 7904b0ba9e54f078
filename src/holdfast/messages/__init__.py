"""What is said: commands asked of the desk, reports of venues, events that happened, requests that leave."""
