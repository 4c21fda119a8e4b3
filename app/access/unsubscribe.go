package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/db"
)

// Subscription is what an unsubscribe link is about: mails on one ticket to
// one address.
type Subscription struct {
	PersonID, Ticket int64
	Masked           string
}

// Unsubscribe is the token that ends mails on ticket to person (RFC 8058). It
// says by itself what it is about, and only this installation can make it: it
// is good for as long as the ticket is theirs.
func (auth *Auth) Unsubscribe(person, ticket int64) string {
	about := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(person)), uint64(ticket))
	return base64.RawURLEncoding.EncodeToString(append(about, auth.seal(about)...))
}

func (auth *Auth) seal(about []byte) []byte {
	mac := hmac.New(sha256.New, auth.secret.unsubscribe)
	mac.Write(about)
	return mac.Sum(nil)
}

// FindSubscription looks and changes nothing. A token that is not ours, or of
// a ticket that is not theirs any more, is the same fault: there is no such thing.
func (auth *Auth) FindSubscription(ctx context.Context, token string) (Subscription, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) != 16+sha256.Size || !hmac.Equal(raw[16:], auth.seal(raw[:16])) {
		return Subscription{}, fault.Hide()
	}
	s := Subscription{PersonID: int64(binary.BigEndian.Uint64(raw)), Ticket: int64(binary.BigEndian.Uint64(raw[8:]))}
	var email string
	err = auth.db.Read.NewRaw(`SELECT p.email
		FROM tickets AS t JOIN people AS p ON p.id = t.requester_id
		WHERE t.number = ? AND p.id = ? AND `+desk.NotDisowned, s.Ticket, s.PersonID).Scan(ctx, &email)
	if db.Missing(err) {
		return Subscription{}, fault.Hide()
	}
	s.Masked = Mask(email)
	return s, err
}
