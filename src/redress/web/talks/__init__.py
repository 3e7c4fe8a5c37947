"""The desk at which staff answer the visitors of the web messenger."""
