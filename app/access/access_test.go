package access

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
	"hilo/db/dbtest"
)

const (
	ana  = "ana@example.com"
	home = "127.0.0.1"
)

// site is an Auth with a desk beside it and a clock that only the test moves.
type site struct {
	*Auth
	t    *testing.T
	desk *desk.Desk
	mu   *sync.Mutex
	at   *time.Time
	sent []CodeMail
}

func both(t *testing.T, test func(*testing.T, *site)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) { test(t, open(t, d, filepath.Join(t.TempDir(), "secret"))) })
}

func open(t *testing.T, d *db.DB, path string) *site {
	t.Helper()
	secret, err := LoadSecret(path)
	must(t, err)
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s := &site{t: t, mu: new(sync.Mutex), at: &at}
	bell, box := new(live.Bell), outbox.New(d, s.clock)
	s.Auth, s.desk = New(d, bell, box, secret, s.clock), desk.New(d, bell, box, s.clock)
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.at
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.at = s.at.Add(d)
}

// ask starts a sign-in and returns the browser's cookie.
func (s *site) ask(a Ask) string {
	s.t.Helper()
	if a.Email == "" && a.Challenge == "" {
		a.Email = ana
	}
	if a.IP == "" {
		a.IP = home
	}
	cookie, _, err := s.StartSignIn(s.t.Context(), a)
	must(s.t, err)
	s.mails()
	return cookie
}

// signIn lets email in and returns the grant.
func (s *site) signIn(email string) Grant {
	s.t.Helper()
	cookie := s.ask(Ask{Email: email})
	grant, err := s.FinishSignIn(s.t.Context(), cookie, s.code(), Client{Browser: "Firefox, Linux"})
	must(s.t, err)
	s.pass(time.Minute)
	return grant
}

// mails are the code mails that left so far, in that order.
func (s *site) mails() []CodeMail {
	s.t.Helper()
	for s.post() {
	}
	return s.sent
}

// post does the jobs that are due, as the outbox would: those of codes, and the
// one that gives turns.
func (s *site) post() (some bool) {
	s.t.Helper()
	var jobs []outbox.Job
	must(s.t, s.db.NewSelect().Model(&jobs).Where("kind IN (?, ?) AND due_at <= ?", JobCode, JobTurn, db.Time(s.clock())).Order("due_at", "created_at").Scan(s.t.Context()))
	for _, job := range jobs {
		if job.Kind == JobTurn {
			if err := s.Turns.Turn(s.t.Context(), job); err != nil { // later
				_, err := s.db.NewRaw("UPDATE jobs SET due_at = ? WHERE id = ?", db.Time(s.clock().Add(6*time.Second)), job.ID).Exec(s.t.Context())
				must(s.t, err)
				some = some || s.count("jobs WHERE kind = ? AND due_at <= ?", JobCode, db.Time(s.clock())) > 0
				continue
			}
		} else {
			mail, err := s.Codes.Draw(s.t.Context(), job)
			must(s.t, err)
			if mail != nil {
				s.sent = append(s.sent, *mail)
			}
		}
		some = true
		_, err := s.db.NewRaw("DELETE FROM jobs WHERE id = ?", job.ID).Exec(s.t.Context())
		must(s.t, err)
	}
	return some
}

// code is the last that was mailed.
func (s *site) code() string {
	s.t.Helper()
	mails := s.mails()
	if len(mails) == 0 {
		s.t.Fatal("no code was mailed")
	}
	return mails[len(mails)-1].Code
}

func (s *site) count(query string, args ...any) (n int) {
	s.t.Helper()
	must(s.t, s.db.NewRaw("SELECT count(*) FROM "+query, args...).Scan(s.t.Context(), &n))
	return n
}

// ticket opens a ticket that a guest typed.
func (s *site) ticket(email string) int64 {
	s.t.Helper()
	p, err := desk.Know(s.t.Context(), s.db, email, s.clock())
	must(s.t, err)
	t, _, err := s.desk.Open(s.t.Context(), desk.Actor{Person: p, Proof: desk.ProofNone}, desk.Question{Topic: "other", Subject: "Help", Message: desk.Message{Body: "It broke."}})
	must(s.t, err)
	return t.Number
}

// link makes a guest link to a ticket and returns its token.
func (s *site) link(number int64) string {
	s.t.Helper()
	var person int64
	must(s.t, s.db.NewRaw("SELECT requester_id FROM tickets WHERE number = ?", number).Scan(s.t.Context(), &person))
	token, err := s.Guests.Link(s.t.Context(), s.db, rand.Text(), number, person)
	must(s.t, err)
	return token
}

// other is a well-formed code that is not code.
func other(code string) string {
	last := '0' + (code[7]-'0'+1)%10
	return code[:7] + string(rune(last))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks that err is the fault with key.
func refused(t testing.TB, err error, key string) {
	t.Helper()
	if err == nil || fault.Of(err).Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

// together runs fn n times at once and counts the successes.
func together(n int, fn func() error) (won int) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for range n {
		all.Go(func() {
			if fn() == nil {
				mu.Lock()
				defer mu.Unlock()
				won++
			}
		})
	}
	all.Wait()
	return won
}

// heard tells whether a topic rang since it was listened to.
func heard(ear <-chan struct{}) bool {
	select {
	case <-ear:
		return true
	default:
		return false
	}
}

// payload is the only waiting job of kind.
func payload[T any](s *site, kind string) (v T) {
	s.t.Helper()
	var text string
	must(s.t, s.db.NewRaw("SELECT payload FROM jobs WHERE kind = ?", kind).Scan(context.Background(), &text))
	must(s.t, json.Unmarshal([]byte(text), &v))
	return v
}

// person is who has an address.
func (s *site) person(email string) desk.Person {
	s.t.Helper()
	p, err := desk.Know(s.t.Context(), s.db, email, s.clock())
	must(s.t, err)
	return p
}
