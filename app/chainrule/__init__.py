"""chainrule: step through a real PyTorch program's forward and backward pass."""
