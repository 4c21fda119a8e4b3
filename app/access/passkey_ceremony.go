package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

const ceremonyLife = 5 * time.Minute // as long as browsers wait for a device

// ceremony is a question to an authenticator. It is known by the challenge in
// it and by the hash of the browser's challenge cookie: the answer is worth
// nothing in another browser, and two tabs do not disturb each other.
type ceremony struct {
	bun.BaseModel `bun:"table:ceremonies"`

	Hash      string `bun:",pk"`
	PersonID  int64  // 0 signs in
	Data      string // JSON of webauthn.SessionData
	ExpiresAt time.Time
}

// begin stores a ceremony and returns the browser's cookie: its own, if it has
// one, for a code may be on its way to it.
func (p *Passkeys) begin(ctx context.Context, cookie string, person int64, asked *webauthn.SessionData) (string, error) {
	if cookie == "" {
		cookie = newToken()
	}
	data, err := json.Marshal(asked)
	if err != nil {
		return "", err
	}
	c := &ceremony{Hash: hash(cookie + "|" + asked.Challenge), PersonID: person, Data: string(data), ExpiresAt: db.Time(p.now().Add(ceremonyLife))}
	return cookie, p.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(c).Exec(ctx)
		return err
	})
}

// finish takes a ceremony, once. Fault on field passkey: there is none (any more).
func (p *Passkeys) finish(ctx context.Context, cookie, challenge string, person int64) (asked webauthn.SessionData, err error) {
	var data string
	err = p.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("DELETE FROM ceremonies WHERE hash = ? AND person_id = ? AND expires_at > ? RETURNING data",
			hash(cookie+"|"+challenge), person, db.Time(p.now())).Scan(ctx, &data)
	})
	if db.Missing(err) {
		return asked, fault.Mend("passkey", "passkey.late")
	} else if err != nil {
		return asked, err
	}
	err = json.Unmarshal([]byte(data), &asked)
	return asked, err
}

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
