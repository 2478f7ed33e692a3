"""From the arrays of a search to what people read: groups, rule by rule, who waits and why."""
