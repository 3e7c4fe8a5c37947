"""Letters on paper, read by machine: pages of scans as pictures, their words as a suggestion. A person decides what becomes of them."""
