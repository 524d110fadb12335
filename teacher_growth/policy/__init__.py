"""Published policies, and the core that judges dated facts by them."""
