package access

import (
	"cmp"
	"context"
	"log/slog"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

// Start asks for any key that the browser's devices have for us: what it is to
// be given, and its challenge cookie. Who it is, the answer will tell.
func (p *Passkeys) Start(ctx context.Context, cookie string) (options any, kept string, err error) {
	assertion, asked, err := p.rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, "", err
	}
	kept, err = p.begin(ctx, cookie, 0, asked)
	return assertion, kept, err
}

// Enter lets in who holds the key that signed the answer. Faults on field
// passkey: it proves nothing, may be a copy, or staff were not verified by the device.
func (p *Passkeys) Enter(ctx context.Context, cookie string, answer []byte, next string, v Client) (Grant, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Grant{}, unproven(ctx, err)
	}
	asked, err := p.finish(ctx, cookie, parsed.Response.CollectedClientData.Challenge, 0)
	if err != nil {
		return Grant{}, err
	}
	key, err := p.find(ctx, parsed.RawID)
	if err != nil {
		return Grant{}, err
	}
	find := func(_, _ []byte) (webauthn.User, error) { return p.owner(desk.Person{ID: key.PersonID}, *key), nil }
	used, err := p.rp.ValidateDiscoverableLogin(find, asked, parsed) // it compares the handles
	if err != nil {
		return Grant{}, unproven(ctx, err)
	}
	key.Data, key.UsedAt = *used, db.Time(p.now())
	if key.Doubtful() {
		slog.WarnContext(ctx, "a passkey may have been copied", "id", key.ID)
		err := p.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			_, err := p.store(ctx, tx, key)
			return err
		})
		return Grant{}, cmp.Or(err, fault.Mend("passkey", "passkey.cloned"))
	}
	return p.sessions.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		return p.let(ctx, tx, key, parsed.Response.AuthenticatorData.Flags.HasUserVerified(), OwnPath(next), v)
	})
}

func (p *Passkeys) find(ctx context.Context, raw []byte) (*Passkey, error) {
	key := new(Passkey)
	err := p.db.Read.NewSelect().Model(key).Where("credential_id = ?", credentialID(raw)).Scan(ctx)
	if db.Missing(err) {
		return nil, fault.Mend("passkey", "passkey.unknown")
	}
	return key, err
}

// let keeps the key's new counter and grants a session.
func (p *Passkeys) let(ctx context.Context, tx bun.Tx, key *Passkey, verified bool, next string, v Client) (Grant, error) {
	if there, err := p.store(ctx, tx, key); err != nil {
		return Grant{}, err
	} else if !there { // removed meanwhile
		return Grant{}, fault.Mend("passkey", "passkey.unknown")
	}
	var person desk.Person
	if err := tx.NewSelect().Model(&person).Where("id = ?", key.PersonID).Scan(ctx); err != nil {
		return Grant{}, err
	}
	if person.Role.Staff() && !verified {
		return Grant{}, fault.Mend("passkey", "passkey.verify")
	}
	return p.sessions.enter(ctx, tx, person, next, v)
}

func (p *Passkeys) store(ctx context.Context, idb bun.IDB, key *Passkey) (there bool, err error) {
	return db.Changed(idb.NewUpdate().Model(key).Column("data", "used_at").WherePK().Exec(ctx))
}
