"""What each statement does to an account, and to whom it is refused."""
