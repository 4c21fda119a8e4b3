package web

// Patterns are what ticks the checklist off in the browser.
func (p statePart) Patterns() string { return factPatterns() }
