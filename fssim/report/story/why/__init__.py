"""Why a life differs from another, and whom a vacancy touches."""
