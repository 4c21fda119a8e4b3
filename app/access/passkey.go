package access

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/withdrawn"
	"hilo/db"
)

// Passkeys lets people in by keys that their own devices keep (WebAuthn Level 3).
type Passkeys struct {
	ground
	sessions *Sessions
	rp       *webauthn.WebAuthn
}

// Passkey is a key that a person registered; the device has its other half.
type Passkey struct {
	bun.BaseModel `bun:"table:passkeys,alias:k"`

	ID           string `bun:",pk"` // public, for the person's list
	CredentialID string // as the authenticator calls it, base64url
	PersonID     int64
	Name         string // browser and system that made it, in words
	Data         webauthn.Credential
	CreatedAt    time.Time
	UsedAt       time.Time `bun:",nullzero"`
}

// Doubtful tells whether the key may have been copied: its counter went
// backwards once (WebAuthn 6.1.1). It lets nobody in any more.
func (k *Passkey) Doubtful() bool { return k.Data.Authenticator.CloneWarning }

// Passkeys returns what serves passkeys for the site at origin, by name. It is
// nil where there is no domain that a key could belong to: WebAuthn knows no IP addresses.
func (auth *Auth) Passkeys(origin, name string) (*Passkeys, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, err
	}
	if protocol.ValidateRPID(u.Hostname()) != nil {
		return nil, nil
	}
	if name == "" {
		name = u.Hostname()
	}
	rp, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{origin},
		AttestationPreference:             protocol.PreferNoAttestation, // whose make a device is, is no business of ours
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return &Passkeys{auth.ground, auth.Sessions, rp}, nil
}

// List is a person's keys, oldest first.
func (p *Passkeys) List(ctx context.Context, personID int64) ([]Passkey, error) {
	return passkeysOf(ctx, p.db, personID)
}

func passkeysOf(ctx context.Context, d *db.DB, personID int64) (all []Passkey, err error) {
	err = d.Read.NewSelect().Model(&all).Where("person_id = ?", personID).Order("created_at", "id").Scan(ctx)
	return all, err
}

// Remove forgets a key of a person. Fault Unknown: it is not theirs.
func (p *Passkeys) Remove(ctx context.Context, personID int64, id string) error {
	err := p.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		const theirs = "id = ? AND person_id = ?"
		if err := withdrawn.Note(ctx, tx, p.now(), withdrawn.Passkey, theirs, id, personID); err != nil {
			return err
		}
		gone, err := db.Changed(tx.NewRaw("DELETE FROM passkeys WHERE "+theirs, id, personID).Exec(ctx))
		if err == nil && !gone {
			return fault.Hide()
		}
		return err
	})
	p.box.Wake()
	return err
}
