"""The no-AI-training policy: one model, one resolution, one small emitter per surface, and an auditor.

Start with `model.py`; every other module turns its types into one surface's syntax, or reads it back.
"""
