// Package world makes the demo people and their tickets: by calling the desk's
// verbs with a clock, as people would, never by SQL.
package world

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
)

// The demo people.
const (
	Ana   = "ana@example.com"   // a customer, Spanish
	Luis  = "luis@example.com"  // a customer, English
	Guest = "guest@example.com" // no account
	Sam   = "sam@example.com"   // an agent
	Eva   = "eva@example.com"   // an agent
	Admin = "admin@example.com"
)

// Look tells whether d holds the demo world, and whether it holds nobody yet.
func Look(ctx context.Context, d *db.DB) (demo, empty bool, err error) {
	if demo, err = d.Read.NewSelect().Table("settings").Where("name = 'demo'").Exists(ctx); err != nil {
		return false, false, err
	}
	some, err := d.Read.NewSelect().Table("people").Exists(ctx)
	return demo, !some, err
}

// world is the demo in the making: its own desk, whose clock it sets.
type world struct {
	ctx   context.Context
	desk  *desk.Desk
	auth  *access.Auth
	files *files.Store
	db    *db.DB
	at    time.Time
	err   error // the first failure; nothing happens after it
}

// Make fills d. Its tickets lie in the three weeks before now.
func Make(ctx context.Context, d *db.DB, store *files.Store, secret *access.Secret, now time.Time) error {
	w := &world{ctx: ctx, db: d, files: store, at: now.Add(-21 * 24 * time.Hour)}
	clock := func() time.Time { return w.at }
	box, bell := outbox.New(d, clock), new(live.Bell)
	w.desk, w.auth = desk.New(d, bell, box, clock), access.New(d, bell, box, secret, clock)
	w.staff(Sam, "Sam Ortiz", false)
	w.staff(Eva, "Eva Marín", false)
	w.staff(Admin, "Alex Prado", true)
	w.customer(Ana, desk.Profile{Name: "Ana Ruiz", Locale: "es", Timezone: "Europe/Madrid"})
	w.customer(Luis, desk.Profile{Name: "Luis Park", Locale: "en", Timezone: "Europe/London"})
	w.tell(now)
	if w.err != nil {
		return w.err
	}
	_, err := d.Exec(ctx, "INSERT INTO settings (name, value) VALUES ('demo', '1')")
	return err
}

func (w *world) staff(email, name string, admin bool) {
	if w.err == nil {
		_, w.err = w.auth.Staff.Add(w.ctx, email, name, admin)
	}
}

func (w *world) customer(email string, p desk.Profile) {
	if w.err == nil {
		w.err = w.desk.Describe(w.ctx, w.person(email), p)
	}
}

// person is who has the address, as a customer who is signed in.
func (w *world) person(email string) desk.Actor {
	var p desk.Person
	err := w.db.Write(w.ctx, func(ctx context.Context, tx bun.Tx) (err error) {
		p, err = desk.Know(ctx, tx, email, w.at)
		return err
	})
	if err != nil && w.err == nil {
		w.err = err
	}
	return desk.SignedIn(p)
}

// agent is who has the address, at the desk.
func (w *world) agent(email string) desk.Actor { return w.person(email).OnDesk() }

// story is one ticket being told.
type story struct {
	*world
	number int64
	asker  desk.Actor
}

// open begins a story; locale is its asker's.
func (w *world) open(at time.Time, email, locale, topic, subject, body string, attached ...desk.File) *story {
	w.at = at
	s := &story{world: w, asker: w.person(email)}
	q := desk.Question{Topic: topic, Subject: subject, Locale: locale, Message: desk.Message{Body: body, Files: attached}}
	if w.err != nil {
		return s
	}
	var t *desk.Ticket
	if email == Guest {
		q.Name = "Marta"
		t, _, w.err = w.desk.OpenFor(w.ctx, email, q)
	} else {
		t, _, w.err = w.desk.Open(w.ctx, s.asker, q)
	}
	if t != nil {
		s.number = t.Number
	}
	return s
}

// then lets time pass and does the next thing.
func (s *story) then(later time.Duration, verb func() (desk.Entry, error)) *story {
	if s.err == nil {
		s.at = s.at.Add(later)
		_, s.err = verb()
	}
	return s
}

func (s *story) replies(later time.Duration, body string, attached ...desk.File) *story {
	return s.then(later, func() (desk.Entry, error) {
		return s.desk.Reply(s.ctx, s.asker, s.number, desk.Message{Body: body, Files: attached})
	})
}

func (s *story) answer(later time.Duration, agent, body string) *story {
	return s.then(later, func() (desk.Entry, error) {
		return s.desk.Reply(s.ctx, s.agent(agent), s.number, desk.Message{Body: body})
	})
}

func (s *story) assign(later time.Duration, by, to string) *story {
	return s.then(later, func() (desk.Entry, error) { return s.desk.Assign(s.ctx, s.agent(by), s.number, to) })
}

func (s *story) note(later time.Duration, agent, body string) *story {
	return s.then(later, func() (desk.Entry, error) {
		return s.desk.Note(s.ctx, s.agent(agent), s.number, desk.Message{Body: body})
	})
}

func (s *story) ask(later time.Duration, agent, body string, wants ...string) *story {
	return s.then(later, func() (desk.Entry, error) {
		return s.desk.Ask(s.ctx, s.agent(agent), s.number, desk.Message{Body: body}, wants)
	})
}

func (s *story) solve(later time.Duration, agent, body string) *story {
	return s.then(later, func() (desk.Entry, error) {
		return s.desk.Solve(s.ctx, s.agent(agent), s.number, desk.Message{Body: body})
	})
}

func (s *story) confirm(later time.Duration) *story {
	return s.then(later, func() (desk.Entry, error) { return s.desk.Confirm(s.ctx, s.asker, s.number) })
}

func (s *story) hold(later time.Duration, agent string) *story {
	return s.then(later, func() (desk.Entry, error) {
		return s.desk.SetStatus(s.ctx, s.agent(agent), s.number, desk.StatusHold)
	})
}

// seen marks that the asker has read everything so far.
func (s *story) seen() *story {
	if s.err != nil {
		return s
	}
	t, err := s.desk.Ticket(s.ctx, s.asker, s.number)
	if err == nil {
		err = s.desk.See(s.ctx, s.asker, t, t.LastSeq)
	}
	s.err = err
	return s
}

// picture stores a drawn screenshot: a list of movements, two of them alike.
func (w *world) picture(name string) desk.File {
	m := image.NewRGBA(image.Rect(0, 0, 640, 400))
	fill := func(x, y, dx, dy int, c color.Color) {
		draw.Draw(m, image.Rect(x, y, x+dx, y+dy), image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(0, 0, 640, 400, color.RGBA{244, 247, 249, 255})
	fill(0, 0, 640, 56, color.RGBA{0, 96, 122, 255})
	for i := range 5 {
		y := 80 + i*62
		fill(24, y, 592, 50, color.White)
		if i == 1 || i == 2 {
			fill(24, y, 6, 50, color.RGBA{200, 60, 60, 255})
		}
		fill(48, y+14, 150+i*24, 10, color.RGBA{60, 74, 84, 255})
		fill(48, y+30, 90, 8, color.RGBA{170, 180, 188, 255})
		fill(500, y+18, 92, 12, color.RGBA{60, 74, 84, 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		w.fail(err)
		return desk.File{}
	}
	return w.file(name, b.Bytes())
}

func (w *world) file(name string, body []byte) desk.File {
	b, err := w.files.Put(w.ctx, name, bytes.NewReader(body), 1<<20)
	w.fail(err)
	return desk.File{Meta: b.Meta}
}

func (w *world) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
