"""The frame of every staff page: navigation, sign-in, language and theme, the components that pages are built from."""
