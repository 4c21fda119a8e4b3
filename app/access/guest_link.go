package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/withdrawn"
	"hilo/db"
)

const linkLife = 90 * 24 * time.Hour // after the ticket's last activity

// Guests are let in to one ticket, by a link that was mailed and a code.
type Guests struct {
	ground
	codes    *Codes
	sessions *Sessions
}

// Link is a guest link: the way from a mail to one ticket. Alone it opens
// nothing; it says where the code must go.
type Link struct {
	ID       string
	Number   int64 // of its ticket
	Email    string
	Masked   string
	PersonID int64
}

func (l Link) codeTarget() codeTarget {
	return codeTarget{email: l.Email, link: l.ID, number: l.Number}
}

// Link stores a link to ticket for person and returns its token. The same id
// gives the same token, so a mail that is sent twice carries the same link. The
// token is derived, not stored: only this installation can make it again.
func (guests *Guests) Link(ctx context.Context, tx bun.IDB, id string, ticket, person int64) (token string, err error) {
	token = tag(guests.secret.links, id)
	made, err := db.Changed(tx.NewRaw(`INSERT INTO guest_links (id, hash, ticket, person_id, created_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`, id, hash(token), ticket, person, db.Time(guests.now())).Exec(ctx))
	if err != nil || made {
		return token, err
	}
	same, err := tx.NewSelect().Table("guest_links").Where("id = ? AND ticket = ? AND person_id = ?", id, ticket, person).Exists(ctx)
	if err == nil && !same {
		err = errors.New("this link id belongs to another ticket")
	}
	return token, err
}

// FindLink looks and changes nothing. Unknown, revoked, expired and no longer
// the requester's are all the same fault: there is no such thing.
func (guests *Guests) FindLink(ctx context.Context, token string) (Link, error) {
	return findLink(ctx, guests.ground, token)
}

func findLink(ctx context.Context, g ground, token string) (Link, error) {
	var l Link
	err := g.db.Read.NewRaw(`SELECT l.id, l.ticket AS number, p.email, l.person_id FROM guest_links AS l
		JOIN tickets AS t ON t.number = l.ticket AND t.requester_id = l.person_id AND `+desk.NotDisowned+`
		JOIN people AS p ON p.id = l.person_id
		WHERE l.hash = ? AND l.revoked_at IS NULL AND t.updated_at > ?`, hash(token), db.Time(g.now().Add(-linkLife))).
		Scan(ctx, &l.ID, &l.Number, &l.Email, &l.PersonID)
	if db.Missing(err) {
		return Link{}, fault.Hide()
	}
	l.Masked = Mask(l.Email)
	return l, err
}

// SendCode sends a code to the address that the link is bound to, never
// to a typed one. Limits show in nothing, as with StartSignIn.
func (guests *Guests) SendCode(ctx context.Context, token string, ask Ask) (cookie, masked string, err error) {
	l, err := guests.FindLink(ctx, token)
	if err != nil {
		return "", "", err
	}
	cookie, err = guests.codes.send(ctx, ask, l.codeTarget())
	return cookie, l.Masked, err
}

// Verify lets the browser into the link's ticket, and only there. Without
// trust the cookie ends with the browser. Faults as FinishSignIn, and FindLink's.
func (guests *Guests) Verify(ctx context.Context, token, cookie, code string, trust bool, v Client) (Grant, error) {
	l, err := guests.FindLink(ctx, token)
	if err != nil {
		return Grant{}, err
	}
	grant, err := guests.verify(ctx, l, cookie, code, v)
	if err != nil {
		if grant, err = guests.sessions.codeAgain(ctx, err, cookie, l.ID, code, v); err != nil {
			return Grant{}, err
		}
	}
	if !trust {
		grant.MaxAge = 0
	}
	return grant, nil
}

func (guests *Guests) verify(ctx context.Context, l Link, cookie, code string, v Client) (Grant, error) {
	asked, proof, err := guests.codes.answer(ctx, cookie, code, l.codeTarget())
	if err != nil {
		return Grant{}, err
	}
	v.proof = proof
	return guests.sessions.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		if err := guests.codes.use(ctx, tx, asked); err != nil {
			return Grant{}, err
		}
		return guests.admit(ctx, tx, l, v)
	})
}

// admit grants the guest's session and marks the ticket as proven; files
// sent with it are kept from then on.
func (guests *Guests) admit(ctx context.Context, tx bun.Tx, l Link, v Client) (Grant, error) {
	changed, err := desk.Prove(ctx, tx, l.Number)
	if err != nil {
		return Grant{}, err
	}
	person, err := desk.Know(ctx, tx, l.Email, guests.now())
	if err != nil {
		return Grant{}, err
	}
	if err := cmp.Or(prove(ctx, tx, person.ID, guests.now()), guests.sessions.settle(ctx, tx, person, v)); err != nil {
		return Grant{}, err
	}
	grant, err := guests.sessions.grant(ctx, tx, &Session{Kind: KindGuest, PersonID: l.PersonID, Ticket: l.Number, LinkID: l.ID}, v)
	grant.Person, grant.Ticket, grant.Next, grant.Target = desk.Guest(person, l.Number).Person, l.Number, fmt.Sprint("/tickets/", l.Number), LinkTarget(l.ID)
	grant.changed = changed
	return grant, err
}

// RevokeLinks ends every link of ticket and every guest's session there.
func (guests *Guests) RevokeLinks(ctx context.Context, ticket int64) error {
	var ended []string
	err := guests.db.Write(ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		if err := withdrawn.Note(ctx, tx, guests.now(), withdrawn.Link, "ticket = ? AND revoked_at IS NULL", ticket); err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE guest_links SET revoked_at = ? WHERE ticket = ? AND revoked_at IS NULL", db.Time(guests.now()), ticket).Exec(ctx); err != nil {
			return err
		}
		ended, err = end(ctx, tx, guests.now(), "kind = ? AND ticket = ?", KindGuest, ticket)
		return err
	})
	if err != nil {
		return err
	}
	guests.bell.Ring(ended...)
	guests.box.Wake()
	return nil
}
