"""What things are: records, settings, rules, problems."""
