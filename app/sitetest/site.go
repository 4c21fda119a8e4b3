// Package sitetest starts a running site for tests: a real listener, a real
// database, the real outbox. People come to it as browsers do, and their mails
// are read as people read them.
package sitetest

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hilo/app"
	"hilo/app/access"
	"hilo/app/clocktest"
	"hilo/app/words"
	"hilo/app/world"
	"hilo/db/dbtest"
)

// Plan is what may differ between sites.
type Plan struct {
	Config app.Config
	Words  *words.Catalogue
	Now    func() time.Time
	Post   *Postbox                        // who takes the mails; nil: development keeps them
	Empty  bool                            // without the demo world
	Wired  func(*app.App)                  // called before it runs
	Listen func(net.Listener) net.Listener // what stands before it; nil: nothing
}

// Site is a running Hilo.
type Site struct {
	*app.App
	URL  string // public address, as HILO_URL
	Addr string // where it listens
	Plan Plan

	t     testing.TB
	stop  context.CancelFunc
	ended chan error
	made  int // addresses that Fresh gave
}

// Start runs a site until the test ends. It is in development mode, with the
// demo world and its mails kept, unless a change of the plan says otherwise.
func Start(t testing.TB, changes ...func(*Plan)) *Site {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	dir := t.TempDir()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	ok(t, err)
	p := Plan{Now: clocktest.Now, Config: app.Config{
		Addr: ln.Addr().String(), URL: "http://localhost:" + port, Database: filepath.Join(dir, "hilo.db"), Files: filepath.Join(dir, "files"),
		SecretFile: filepath.Join(dir, "secret"), MailDelay: 2 * time.Minute, Name: "Hilo", Locale: "es", Timezone: "UTC", Dev: true, PushLoop: true,
		DiskFiles: -1, DiskAll: -1, // whatever this machine has left
	}}
	for _, change := range changes {
		change(&p)
	}
	s := &Site{URL: p.Config.URL, Addr: ln.Addr().String(), Plan: p, t: t, ended: make(chan error, 1)}
	s.open()
	s.serve(ln)
	t.Cleanup(func() { s.Stop(); s.Close() })
	return s
}

// open wires the site on a fresh database.
func (s *Site) open() {
	s.t.Helper()
	ctx, p := s.t.Context(), s.Plan
	if p.Post != nil {
		p.Config.SMTP, p.Config.Dev = "smtp://"+p.Post.Addr, false
	}
	dbtest.Write(s.t, p.Config.Database)
	var err error
	s.App, err = app.New(ctx, p.Config, p.Words, p.Now)
	ok(s.t, err)
	s.Desk.FirstOwns = false                                   // entries have the numbers in which a story tells them
	_, err = s.DB.ExecContext(ctx, "PRAGMA synchronous = OFF") // no power cut is tested here
	ok(s.t, err)
	if p.Wired != nil {
		p.Wired(s.App)
	}
	if os.Getenv("HILO_TEST_ALL") != "" { // the rooms below rehearse always, and so does the world in tests of its own
		defer func() { s.DB.Rehearse = dbtest.Rehearse }()
	}
	if p.Empty {
		return
	}
	secret, err := access.LoadSecret(p.Config.SecretFile)
	ok(s.t, err)
	ok(s.t, world.Make(ctx, s.DB, s.Files, secret, p.Now()))
	_, err = s.DB.NewRaw("DELETE FROM jobs").Exec(ctx) // the mails of the past were sent
	ok(s.t, err)
}

func (s *Site) serve(ln net.Listener) {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	if s.Plan.Listen != nil {
		ln = s.Plan.Listen(ln)
	}
	go func() { s.ended <- s.Run(ctx, ln) }()
}

// Stop ends the site as SIGTERM does, and waits for it.
func (s *Site) Stop() {
	s.t.Helper()
	if s.stop == nil {
		return
	}
	s.stop()
	s.stop = nil
	select {
	case err := <-s.ended:
		ok(s.t, err)
	case <-time.After(15 * time.Second):
		s.t.Error("the site did not stop")
	}
}

// Until waits for a condition that another part of the site brings about.
func (s *Site) Until(what string, met func() bool) {
	s.t.Helper()
	for end := time.Now().Add(slack * 8 * time.Second); !met(); {
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(3 * time.Millisecond)
	}
}

// Count is the number that a query of the database gives.
func (s *Site) Count(query string, args ...any) (n int) {
	s.t.Helper()
	ok(s.t, s.DB.Read.NewRaw(query, args...).Scan(context.Background(), &n))
	return n
}

// Set changes the database behind the site's back, as time and operators do: what was
// made of it before is made anew.
func (s *Site) Set(query string, args ...any) {
	s.t.Helper()
	defer s.Web.Made().Clear()
	_, err := s.DB.NewRaw(query, args...).Exec(context.Background())
	ok(s.t, err)
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
