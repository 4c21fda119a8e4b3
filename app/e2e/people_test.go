package e2e

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/world"
)

// cookie lets the person of email in, by a code or by a staff link, and keeps
// their session for the whole story.
func (s *site) cookie(email string) string {
	s.t.Helper()
	if s.cookies[email] == "" {
		s.cookies[email] = s.admit(email)
	}
	return s.cookies[email]
}

func (s *site) admit(email string) string {
	s.t.Helper()
	ctx := s.t.Context()
	if staff, _ := s.DB.Read.NewSelect().Table("people").Where("email = ? AND role <> ''", email).Exists(ctx); staff {
		token, err := s.Auth.Staff.Add(ctx, email, "", email == world.Admin)
		s.must(err)
		grant, err := s.Auth.Staff.UseLink(ctx, token, access.Newcomer{}, access.Client{})
		s.must(err)
		return grant.Cookie
	}
	challenge, _, err := s.Auth.StartSignIn(ctx, access.Ask{Email: email, Locale: "es", IP: "127.0.0.1"})
	s.must(err)
	grant, err := s.Auth.FinishSignIn(ctx, challenge, s.code(email), access.Client{})
	s.must(err)
	return grant.Cookie
}

// person is who has the address: at the desk if they are staff.
func (s *site) person(email string) desk.Actor {
	s.t.Helper()
	p, err := desk.Know(s.t.Context(), s.DB, email, s.now())
	s.must(err)
	if p.Role.Staff() {
		return desk.SignedIn(p).OnDesk()
	}
	return desk.SignedIn(p)
}

// opens lets a customer open a ticket and returns its number.
func (s *site) opens(email, subject, body string) int64 {
	s.t.Helper()
	t, _, err := s.Desk.Open(s.t.Context(), s.person(email), desk.Question{Topic: "other", Subject: subject, Message: desk.Message{Body: body}})
	s.must(err)
	return t.Number
}

// says adds a reply of the person to the ticket.
func (s *site) says(email string, number int64, body string) {
	s.t.Helper()
	_, err := s.Desk.Reply(s.t.Context(), s.person(email), number, desk.Message{Body: body})
	s.must(err)
}

// stored is how many entries of the ticket have these words.
func (s *site) stored(number int64, body string) int64 {
	s.t.Helper()
	n, err := s.DB.Read.NewSelect().Table("entries").Where("ticket = ? AND body = ?", number, body).Count(s.t.Context())
	s.must(err)
	return n
}

// latest is the person's newest ticket.
func (s *site) latest(email string) (number int64) {
	s.t.Helper()
	s.must(s.DB.Read.NewSelect().Table("tickets").Column("number").Where("requester_id = ?", s.person(email).ID).
		Order("created_at DESC").Limit(1).Scan(s.t.Context(), &number))
	return number
}

// mail waits for a mail to the address whose subject begins with one of these.
func (s *site) mail(to string, subjects ...string) (text string) {
	s.t.Helper()
	eventually(s.t, fmt.Sprintf("a mail %q to %s", subjects, to), func() bool {
		mails, err := s.Notify.Mails(context.Background())
		s.must(err)
		for _, m := range mails {
			if m.To == to && slices.ContainsFunc(subjects, func(begin string) bool { return strings.HasPrefix(m.Subject, begin) }) {
				text = m.Text
				return true
			}
		}
		return false
	})
	return text
}

var (
	codeDigits = regexp.MustCompile(`\b(?:\d{5} \d{5}|\d{4} \d{4} \d{4}|\d{4} \d{4}|\d{8,12})\b`)
	address    = regexp.MustCompile(`https?://[^\s<>"]+`)
)

// code is the code of the last code mail to the address.
func (s *site) code(to string) string {
	s.t.Helper()
	return codeDigits.FindString(s.mail(to, "Tu código de verificación", "Your verification code"))
}
