"""The commands of `syngen`, one module each: its flags, and what it does."""
