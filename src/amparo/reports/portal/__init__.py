"""The public portal: one question a page, a receipt, a way back. No account, no JavaScript."""
