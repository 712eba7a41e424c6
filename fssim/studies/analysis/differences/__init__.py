"""How two scenarios differ: why, part by part; how much would be enough; and what would turn the answer round."""
