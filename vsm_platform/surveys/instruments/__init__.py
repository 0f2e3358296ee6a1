"""Questionnaires as data: what can be asked, whether it is sound, and what an answer to it is.

A library of its own: nothing of Flask, the database or the other rooms.
"""
