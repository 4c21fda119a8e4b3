package access

// AccountTag is Secret.AccountTag.
func (g *Gate) AccountTag(personID int64) string { return g.secret.AccountTag(personID) }
