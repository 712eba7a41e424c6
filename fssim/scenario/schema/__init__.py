"""What a scenario file may say, as frozen Pydantic models."""
