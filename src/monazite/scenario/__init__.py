"""What if: scenarios, their results on disk, and how two of them differ."""
