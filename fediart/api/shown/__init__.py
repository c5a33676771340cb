"""From rows to what apps see: whatever is listed is read from the database in batches, never one by one."""
