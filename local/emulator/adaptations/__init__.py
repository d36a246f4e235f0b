"""What this project changes in ministack while it runs, one reason a file."""
