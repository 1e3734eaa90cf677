"""The report: one page that tells a clinician and an engineer what a preference set is like."""
