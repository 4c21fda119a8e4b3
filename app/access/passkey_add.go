package access

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/outbox"
	"hilo/db"
)

const maxPasskeys = 20

// JobPasskey is the job that tells a person of a new key; its payload is a SignedIn.
const JobPasskey = "passkey"

// Fresh tells whether v proved who they are within the last ten minutes.
func (sessions *Sessions) Fresh(v Viewer) bool {
	return sessions.now().Sub(v.Session.ProvenAt) <= freshProof
}

// StartAdd asks the person's device for a new key: what the browser is to be
// given, and its challenge cookie. Fault Refused: their proof is not fresh.
func (p *Passkeys) StartAdd(ctx context.Context, v Viewer, cookie string) (options any, kept string, err error) {
	if !p.sessions.Fresh(v) {
		return nil, "", fault.Say(fault.Refused, "passkey.stale")
	}
	keys, err := p.List(ctx, v.Person.ID)
	if err != nil {
		return nil, "", err
	}
	if len(keys) >= maxPasskeys {
		return nil, "", fault.Mend("passkey", "passkey.many", "Max", maxPasskeys)
	}
	var have []protocol.CredentialDescriptor
	for _, k := range keys {
		have = append(have, k.Data.Descriptor())
	}
	creation, asked, err := p.rp.BeginRegistration(p.owner(v.Person), webauthn.WithExclusions(have),
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: verification(v.Person.Role),
		}))
	if err != nil {
		return nil, "", err
	}
	kept, err = p.begin(ctx, cookie, v.Person.ID, asked)
	return creation, kept, err
}

// verification is whether the device must ask who holds it: staff see other
// people's tickets.
func verification(role desk.Role) protocol.UserVerificationRequirement {
	if role.Staff() {
		return protocol.VerificationRequired
	}
	return protocol.VerificationPreferred
}

// Add keeps the key that the device made, under the name of its browser, and
// tells the person by mail. Faults on field passkey.
func (p *Passkeys) Add(ctx context.Context, v Viewer, cookie string, answer []byte, agent string) error {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return unproven(ctx, err)
	}
	asked, err := p.finish(ctx, cookie, parsed.Response.CollectedClientData.Challenge, v.Person.ID)
	if err != nil {
		return err
	}
	made, err := p.rp.CreateCredential(p.owner(v.Person), asked, parsed)
	if err != nil {
		return unproven(ctx, err)
	}
	made.Attestation = webauthn.CredentialAttestation{} // we asked for none
	now := db.Time(p.now())
	key := &Passkey{ID: rand.Text(), CredentialID: credentialID(made.ID), PersonID: v.Person.ID, Name: agent, Data: *made, CreatedAt: now}
	err = p.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return p.keep(ctx, tx, key, now) })
	if err == nil {
		p.box.Wake()
	}
	return err
}

func (p *Passkeys) keep(ctx context.Context, tx bun.Tx, key *Passkey, now time.Time) error {
	fresh, err := db.Changed(tx.NewInsert().Model(key).On("CONFLICT (credential_id) DO NOTHING").Returning("NULL").Exec(ctx))
	if err != nil {
		return err
	}
	if !fresh {
		return fault.Mend("passkey", "passkey.refused")
	}
	return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobPasskey, Payload: SignedIn{key.PersonID, key.Name, now}, Due: now})
}

// unproven is what a person hears of an answer that proves nothing; operators hear why.
func unproven(ctx context.Context, why error) error {
	slog.InfoContext(ctx, "passkey refused", "why", why)
	return fault.Mend("passkey", "passkey.refused")
}
