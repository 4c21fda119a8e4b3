package sitetest

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hilo/app/desk"
	"hilo/db"
)

// As is a browser in which one of the demo people ("ana", "sam") or any other
// address has just signed in with the code from their mail.
func (s *Site) As(who string) *Browser {
	s.t.Helper()
	email := address(who)
	b := s.Stranger()
	b.SignIn(email, "")
	return b
}

// SignIn goes the whole way: address, mail, code. It returns the last answer.
func (b *Browser) SignIn(email, next string) Answer {
	b.t.Helper()
	b.AskCode(email, next)
	a := b.Post("/sign-in/verify", url.Values{"code": {b.Site.Code(email)}})
	if a.Status != 303 {
		b.t.Fatalf("sign-in ended with %d", a.Status)
	}
	return a
}

// Minute lets pass what has to pass before another code can be asked for.
func (s *Site) Minute() {
	s.t.Helper()
	s.Set("DELETE FROM limits")
	past := db.Time(s.Plan.Now().Add(-time.Minute))
	s.Set("UPDATE challenges SET asked_at = ?, again_at = ? WHERE asked_at > ?", past, past, past)
}

// AskCode asks for a code to sign in with.
func (b *Browser) AskCode(email, next string) {
	b.t.Helper()
	b.Site.Minute()
	b.Site.Forget(email)
	if a := b.Post("/sign-in", url.Values{"email": {email}, "next": {next}}); a.Status != 303 {
		b.t.Fatalf("asking for a code: %d", a.Status)
	}
}

// GuestOf is a browser that came to a guest's ticket by its link and a code.
func (s *Site) GuestOf(t *desk.Ticket) *Browser {
	s.t.Helper()
	b, token := s.Stranger(), s.Link(t)
	b.EnterAsGuest(token, s.Email(t.RequesterID))
	return b
}

// EnterAsGuest goes from the link of a mail to the ticket.
func (b *Browser) EnterAsGuest(token, email string) Answer {
	b.t.Helper()
	b.AskGuestCode(token, email)
	a := b.Post("/g/"+token+"/verify", url.Values{"code": {b.Site.Code(email)}, "trust": {"on"}})
	if a.Status != 303 {
		b.t.Fatalf("the guest's code: %d", a.Status)
	}
	return a
}

// AskGuestCode asks for the code of a link.
func (b *Browser) AskGuestCode(token, email string) {
	b.t.Helper()
	b.Site.Minute()
	b.Site.Forget(email)
	if a := b.Post("/g/"+token+"/code", nil); a.Status != 303 {
		b.t.Fatalf("asking for the code of a link: %d", a.Status)
	}
}

var (
	codeDigits = regexp.MustCompile(`\b(?:\d{5} \d{5}|\d{4} \d{4} \d{4}|\d{4} \d{4}|\d{8,12})\b`)
	guestLink  = regexp.MustCompile(`/g/([A-Za-z0-9_-]+)`)
)

// Code is the code in the newest code mail to email.
func (s *Site) Code(email string) string {
	s.t.Helper()
	m := s.Mail(email, "ódigo de verificación", "verification code")
	return strings.ReplaceAll(codeDigits.FindString(m.Text), " ", "")
}

// Link is the token in the newest mail about a guest's ticket.
func (s *Site) Link(t *desk.Ticket) string {
	s.t.Helper()
	m := s.Mail(s.Email(t.RequesterID), fmt.Sprint(t.Number))
	found := guestLink.FindStringSubmatch(m.Text)
	if found == nil {
		s.t.Fatal("no link in the mail")
	}
	return found[1]
}

// Email is the address of a person.
func (s *Site) Email(id int64) (email string) {
	s.t.Helper()
	ok(s.t, s.DB.Read.NewRaw("SELECT email FROM people WHERE id = ?", id).Scan(s.t.Context(), &email))
	return email
}

// Person is somebody who acts without a browser, as a customer who is signed in.
func (s *Site) Person(who string) desk.Actor {
	s.t.Helper()
	p, err := desk.Know(s.t.Context(), s.DB, address(who), s.Plan.Now())
	ok(s.t, err)
	return desk.SignedIn(p)
}

// Agent is somebody who acts at the desk without a browser.
func (s *Site) Agent(who string) desk.Actor { return s.Person(who).OnDesk() }

func address(who string) string {
	if !strings.Contains(who, "@") {
		who += "@example.com"
	}
	return who
}
