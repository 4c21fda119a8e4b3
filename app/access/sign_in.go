package access

import (
	"cmp"
	"context"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/app/words"
	"hilo/db"
)

// JobSignedIn is the job that tells a person of a sign-in; its payload is a SignedIn.
const JobSignedIn = "signed-in"

// SignedIn says who signed in, with what and when.
type SignedIn struct {
	PersonID int64
	Browser  string `json:"Agent"`
	At       time.Time
}

// StartSignIn sends a code to the address in ask and returns the challenge
// cookie and the masked address. It answers the same whether the address is
// known, new or over its limits. Fault: an address that none can have.
func (auth *Auth) StartSignIn(ctx context.Context, ask Ask) (cookie, masked string, err error) {
	t := codeTarget{next: OwnPath(ask.Next)}
	if strings.TrimSpace(ask.Email) == "" && ask.Challenge != "" {
		c, err := auth.Codes.pending(ctx, ask.Challenge)
		if err != nil {
			return "", "", err
		}
		if t.email = c.Email; t.next == "" {
			t.next = c.Next
		}
		ask.Known = c.Trust == known
	} else if t.email, err = Canonical(ask.Email); err != nil {
		return "", "", err
	}
	cookie, err = auth.Codes.send(ctx, ask, t)
	return cookie, Mask(t.email), err
}

// FinishSignIn lets in who types the code that was sent for the challenge.
// Faults on field code: wrong, dead, no code or more than one, or a ticket's number.
func (auth *Auth) FinishSignIn(ctx context.Context, cookie, code string, v Client) (Grant, error) {
	grant, err := auth.finishSignIn(ctx, cookie, code, v)
	if err != nil {
		return auth.Sessions.codeAgain(ctx, err, cookie, "", code, v)
	}
	return grant, nil
}

func (auth *Auth) finishSignIn(ctx context.Context, cookie, code string, v Client) (Grant, error) {
	asked, err := auth.Codes.pending(ctx, cookie)
	if err != nil {
		return Grant{}, err
	}
	asked, v.proof, err = auth.Codes.answer(ctx, cookie, code, codeTarget{email: asked.Email})
	if err != nil {
		return Grant{}, err
	}
	return auth.Sessions.write(ctx, func(ctx context.Context, tx bun.Tx) (Grant, error) {
		if err := auth.Codes.use(ctx, tx, asked); err != nil {
			return Grant{}, err
		}
		person, err := desk.Know(ctx, tx, asked.Email, auth.now())
		if err != nil {
			return Grant{}, err
		}
		return auth.Sessions.enter(ctx, tx, person, asked.Next, v)
	})
}

// enter signs person in fully, and tells them of it by mail unless it is the
// first time. What they wrote as a proven guest is theirs as if signed in.
func (sessions *Sessions) enter(ctx context.Context, tx bun.Tx, person desk.Person, next string, v Client) (Grant, error) {
	now := db.Time(sessions.now())
	// Tickets before people, as the desk locks them.
	if _, err := tx.NewRaw("UPDATE tickets SET proof = ? WHERE requester_id = ? AND proof = ?",
		desk.ProofSession, person.ID, desk.ProofGuest).Exec(ctx); err != nil {
		return Grant{}, err
	}
	first, err := db.Changed(tx.NewRaw("UPDATE people SET account_at = ? WHERE id = ? AND account_at IS NULL", now, person.ID).Exec(ctx))
	if err != nil {
		return Grant{}, err
	}
	if first {
		person.AccountAt = now
	} else if err := outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobSignedIn, Payload: SignedIn{person.ID, v.Browser, now}, Due: now}); err != nil {
		return Grant{}, err
	}
	if err := cmp.Or(prove(ctx, tx, person.ID, now), sessions.settle(ctx, tx, person, v)); err != nil {
		return Grant{}, err
	}
	kind, home := KindCustomer, "/tickets"
	if person.Role.Staff() {
		kind, home = KindStaff, "/desk"
	}
	if next == "" {
		next = home
	}
	grant, err := sessions.grant(ctx, tx, &Session{Kind: kind, PersonID: person.ID}, v)
	grant.Person, grant.New, grant.Next, grant.Target = person, first, next, SignInTarget(person.Email)
	return grant, err
}

// prove marks the person's mailbox as one that a code came back from: its mails
// wait for nobody's.
func prove(ctx context.Context, tx bun.IDB, person int64, now time.Time) error {
	_, err := tx.NewRaw("UPDATE people SET proven_at = ? WHERE id = ? AND proven_at IS NULL", db.Time(now), person).Exec(ctx)
	return err
}

// settle keeps the zone that the browser is in, for who never chose one.
func (sessions *Sessions) settle(ctx context.Context, tx bun.Tx, person desk.Person, v Client) error {
	zone, ok := words.Zone(v.Zone)
	if !ok || person.Timezone != "" {
		return nil
	}
	_, err := tx.NewRaw("UPDATE people SET timezone = ? WHERE id = ? AND timezone = ''", zone.String(), person.ID).Exec(ctx)
	return err
}

// OwnPath returns next if it leads to a page of ours, "/" if it leads
// anywhere else, and "" if there is none. Browsers read \ as / and drop
// controls, so neither may be there, plain or escaped.
func OwnPath(next string) string {
	if next == "" {
		return ""
	}
	u, err := url.Parse(next)
	if err != nil || len(next) > 2000 || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") {
		return "/"
	}
	for _, s := range []string{next, u.Path} {
		if strings.ContainsFunc(s, unicode.IsControl) || strings.Contains(s, `\`) {
			return "/"
		}
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if strings.Contains(u.Path, "//") || first == "sign-in" || first == "sign-out" {
		return "/"
	}
	return next
}
