"""What artists attach to show how a work was made: readers of our own for the files of drawing programs.

They run in a worker process and read facts, not pictures. What a file says is shown as its word, never as proof.
"""
