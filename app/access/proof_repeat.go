package access

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

// sameAnswer is how long the answer to a proof is given again. A form that is
// sent twice, as by a double click, has its first answer dropped by the
// browser, and with it the cookie.
const sameAnswer = time.Minute

// cookie is new, unless the client proved who they are by what can come
// twice: then the same proof makes the same cookie. Only this installation can
// make it, and only who sends the proof gets it.
func (sessions *Sessions) cookie(v Client) string {
	if v.proof == "" {
		return newToken()
	}
	return tag(sessions.secret.sessions, v.proof)
}

// again answers a refusal with the session that one of the same proofs has
// just opened, if there is one.
func (sessions *Sessions) again(ctx context.Context, refused error, v Client, proofs ...string) (Grant, error) {
	for _, proof := range proofs {
		v.proof = proof
		cookie := sessions.cookie(v)
		s, err := sessions.find(ctx, "s.hash = ?", hash(cookie))
		if db.Missing(err) {
			continue
		} else if err != nil {
			return Grant{}, err
		}
		if now := sessions.now(); now.Sub(s.ProvenAt) > sameAnswer || s.Left(now) <= 0 {
			continue
		}
		return s.granted(cookie), nil
	}
	return Grant{}, refused
}

// granted is the grant of a session that is there.
func (s *Session) granted(cookie string) Grant {
	_, absolute := lives(s.Kind)
	g := Grant{Cookie: cookie, Kind: s.Kind, MaxAge: absolute, Person: *s.Person, Ticket: s.Ticket, Next: "/tickets", Target: SignInTarget(s.Person.Email)}
	switch s.Kind {
	case KindGuest:
		g.Person, g.Next, g.Target = desk.Guest(g.Person, s.Ticket).Person, fmt.Sprint("/tickets/", s.Ticket), LinkTarget(s.LinkID)
	case KindStaff:
		g.Next = "/desk"
	}
	return g
}

// once lets in by what can be used once, and by the same form sent twice. Gone
// is the fault of what was used.
func (sessions *Sessions) once(ctx context.Context, proof string, gone fault.Kind, v Client, enter func(Client) (Grant, error)) (Grant, error) {
	if len(v.Once) < len(rand.Text()) { // what others could guess proves nothing
		return enter(v)
	}
	v.proof = proof + "|" + v.Once
	grant, err := enter(v)
	if err != nil && fault.Of(err).Kind == gone {
		return sessions.again(ctx, err, v, v.proof)
	}
	return grant, err
}

// codeAgain is again for a challenge that was answered right just now.
func (sessions *Sessions) codeAgain(ctx context.Context, refused error, cookie, link, typed string, v Client) (Grant, error) {
	if fault.Of(refused).Key != deadCode {
		return Grant{}, refused
	}
	var next string
	err := sessions.db.Read.NewSelect().Table("challenges").Column("next").Where("browser = ? AND link_id = ? AND used_at >= ?", hash(cookie), link, db.Time(sessions.now().Add(-sameAnswer))).
		Order("used_at DESC").Limit(1).Scan(ctx, &next)
	if db.Missing(err) {
		return Grant{}, refused
	} else if err != nil {
		return Grant{}, err
	}
	var proofs []string
	for _, code := range codesIn(typed) {
		proofs = append(proofs, proofOf(cookie, link, code))
	}
	grant, err := sessions.again(ctx, refused, v, proofs...)
	if err == nil && next != "" {
		grant.Next = next
	}
	return grant, err
}

func proofOf(cookie, link, code string) string { return cookie + "|" + link + "|" + code }
