"""Deleting an account: asked for, thought over, and then carried out in every store, with a receipt."""
