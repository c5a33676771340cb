"""The design: its tokens, its themes, how walls hang, and what greets those who come for the first time."""
