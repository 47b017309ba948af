"""任务: what is done later, in the background: one table, one lease, one loop."""
