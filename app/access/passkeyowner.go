package access

import (
	"encoding/base64"
	"fmt"

	"github.com/go-webauthn/webauthn/webauthn"

	"hilo/app/desk"
)

// owner is a person as go-webauthn wants to see them.
type owner struct {
	desk.Person
	handle []byte
	keys   []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return o.handle }
func (o owner) WebAuthnName() string                       { return o.Email }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }
func (o owner) WebAuthnDisplayName() string {
	if o.Name != "" {
		return o.Name
	}
	return o.Email
}

// owner gives who the handle that their authenticators know them by: it tells
// nothing, and is the same for all their keys.
func (p *Passkeys) owner(who desk.Person, keys ...Passkey) owner {
	o := owner{Person: who, handle: []byte(tag(p.secret.Key("passkeys"), fmt.Sprint(who.ID)))}
	for _, k := range keys {
		o.keys = append(o.keys, k.Data)
	}
	return o
}

func credentialID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
