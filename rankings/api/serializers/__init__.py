"""The serializers of the API's JSON. Points travel as strings with 4 decimals, indices with 2."""
