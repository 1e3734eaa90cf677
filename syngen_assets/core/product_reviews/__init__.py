"""Product reviews: what is real of them, what is asked of a model, and how what came is read."""
