"""The languages of configuration files: each is read with places, and written back."""
