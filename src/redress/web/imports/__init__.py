"""The import assistant: from a file to cases, step by step, and back."""
