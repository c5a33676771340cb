"""What other places give people of their own, read: archives, folders and lists, as things that can be brought here.

Everything here runs in a worker process, on files that may be hostile; nothing of it touches rows or the network.
"""
