"""The verbs: what a screen or the command line may ask for.

Joins storage, sync, forms, crypto and reports; knows no window. Takes and returns plain values.
"""
