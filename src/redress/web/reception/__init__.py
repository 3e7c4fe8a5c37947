"""The reception, made for a tablet: a customer is received in person, from the first word to the slip in the hand."""
