"""The only HTML: staff pages. Each folder below is one area; ``shell`` holds the frame and the components."""
