// Package account is how people come in, as customers, guests or staff, and what
// they have of their own here: settings, passkeys, sessions, their data.
package account

import (
	"hilo/app/access"
	"hilo/app/web/core"
)

// SignIn answers those who come in, and go.
type SignIn struct {
	*core.Core
	keys *access.Passkeys // nil where the address has no domain
}

// Settings answer for what is a person's own.
type Settings struct {
	*core.Core
	signIn *SignIn
}

// New returns the handlers of accounts.
func New(s *core.Core) (*SignIn, *Settings, error) {
	keys, err := s.Auth.Passkeys(s.Options.URL, s.Options.Name)
	if err != nil {
		return nil, nil, err
	}
	in := &SignIn{s, keys}
	return in, &Settings{s, in}, nil
}
