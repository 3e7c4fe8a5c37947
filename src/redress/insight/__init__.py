"""Named reads that cross rooms: what needs a person now, the queue, what a customer lived through. Never writes."""
