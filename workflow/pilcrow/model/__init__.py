"""The types of the domain: records, settings, rules, problems."""
