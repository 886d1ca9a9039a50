"""Every speed claim of the course as a command that prints ratios measured side by side in one run."""
