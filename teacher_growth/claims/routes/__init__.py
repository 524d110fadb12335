"""Parts of the pages of claims, whatever they are; the endpoints are those of training and achievements."""
