"""From what people wrote to people and rules: spreadsheets, invitation lists, profiles, rules files."""
