"""What a sweep file may say, and the points that it asks for."""
