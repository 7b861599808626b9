"""What the API's JSON holds. Points travel as strings with 4 decimals, indices with 2."""
