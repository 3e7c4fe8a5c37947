"""The whole house as open files, and back: JSON Lines by table, evidence files, and a manifest that counts and seals them."""
