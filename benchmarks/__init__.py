"""What recording, laying out and serving cost: ratios measured in one run, never timed tests."""
