"""What those who run an instance and those who come and go do, told without a browser, on both databases."""
