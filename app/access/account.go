package access

// AccountTag is Secret.AccountTag.
func (auth *Auth) AccountTag(personID int64) string { return auth.secret.AccountTag(personID) }
