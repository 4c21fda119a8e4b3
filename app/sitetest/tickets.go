package sitetest

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"testing"

	"hilo/app/desk"
)

// Ticket is a fresh ticket of who in a status, brought there by the desk's verbs.
func (s *Site) Ticket(who string, status desk.Status) *desk.Ticket {
	s.t.Helper()
	t, _, err := s.Desk.Open(s.t.Context(), s.Person(who), question())
	ok(s.t, err)
	s.Bring(t, status)
	return s.Read(t.Number)
}

// GuestTicket is a fresh ticket of an address that nobody has proven yet.
func (s *Site) GuestTicket() *desk.Ticket {
	s.t.Helper()
	s.made++
	q := question()
	q.Name, q.Locale = "Marta", "es"
	t, _, err := s.Desk.OpenFor(s.t.Context(), fmt.Sprintf("guest%d@example.com", s.made), q)
	ok(s.t, err)
	return s.Read(t.Number)
}

func question() desk.Question {
	return desk.Question{Topic: "payments", Subject: "Cobro repetido", Message: desk.Message{Body: "Me han cobrado dos veces."}}
}

// Bring takes a new ticket to a status the way people do.
func (s *Site) Bring(t *desk.Ticket, status desk.Status) {
	s.t.Helper()
	ctx, eva, say := s.t.Context(), s.Agent("eva"), desk.Message{Body: "Lo miramos."}
	var err error
	switch status {
	case desk.StatusOpen:
		_, err = s.Desk.Reply(ctx, eva, t.Number, say)
	case desk.StatusPending:
		_, err = s.Desk.Ask(ctx, eva, t.Number, say, []string{"time"})
	case desk.StatusHold:
		_, err = s.Desk.SetStatus(ctx, eva, t.Number, status)
	case desk.StatusSolved, desk.StatusClosed:
		_, err = s.Desk.Solve(ctx, eva, t.Number, say)
	}
	ok(s.t, err)
	if status == desk.StatusClosed {
		_, err = s.Desk.Confirm(ctx, s.Person(s.Email(t.RequesterID)), t.Number)
		ok(s.t, err)
	}
}

// Read is a ticket as the database has it.
func (s *Site) Read(number int64) *desk.Ticket {
	s.t.Helper()
	t := new(desk.Ticket)
	ok(s.t, s.DB.Read.NewSelect().Model(t).Where("number = ?", number).Scan(s.t.Context()))
	return t
}

// Last is the newest entry of a ticket.
func (s *Site) Last(number int64) desk.Entry {
	s.t.Helper()
	var e desk.Entry
	ok(s.t, s.DB.Read.NewSelect().Model(&e).Where("ticket = ?", number).Order("seq DESC").Limit(1).Scan(s.t.Context()))
	return e
}

// Picture is a small picture that was uploaded and belongs to nothing yet.
func (s *Site) Picture(name string) desk.File {
	s.t.Helper()
	return s.Stored(name, PNG(s.t))
}

// Stored is a file that was uploaded and belongs to nothing yet.
func (s *Site) Stored(name string, body []byte) desk.File {
	s.t.Helper()
	b, err := s.Files.Put(s.t.Context(), name, bytes.NewReader(body), 1<<25)
	ok(s.t, err)
	return desk.File{Meta: b.Meta}
}

// PNG is a small picture.
func PNG(t testing.TB) []byte {
	var b bytes.Buffer
	ok(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))))
	return b.Bytes()
}
