"""What is watched over many unions: progress, what looks wrong, the province, who is forgotten."""
