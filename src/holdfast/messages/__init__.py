"""What is said: commands, reports of venues, events that happened, requests that leave."""
