"""All cases that one may see, as a file: asked for, built in the background, fetched within a day."""
