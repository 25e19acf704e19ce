"""Speed, as ratios: palese beside Presidio, YARA-X and the floor. Run ``python -m benchmarks``."""
