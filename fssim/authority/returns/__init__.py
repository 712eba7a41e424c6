"""The returns that an authority makes: read, counted, and written from a simulated year."""
