package e2e

import (
	"context"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app"
	"hilo/app/access"
	"hilo/app/clocktest"
	"hilo/app/world"
	"hilo/db/dbtest"
)

// site is a running installation with the demo world, behind a cable.
type site struct {
	*app.App
	t       *testing.T
	url     string
	cable   *cable
	cfg     app.Config
	addr    string // of the server itself
	stop    func()
	cookies map[string]string // of who signed in before, by address
	ahead   atomic.Int64      // how far its clock is before ours
}

// later lets time pass.
func (s *site) later(by time.Duration) { s.ahead.Add(int64(by)) }

func (s *site) now() time.Time { return clocktest.Now().Add(time.Duration(s.ahead.Load())) }

// start makes an installation and runs it; the test runs beside one other.
func start(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	ln := listen(t, "127.0.0.1:0")
	s := &site{t: t, addr: ln.Addr().String(), cable: newCable(t, ln.Addr().String()), cookies: map[string]string{}}
	_, port, _ := net.SplitHostPort(s.cable.addr)
	s.url = "http://localhost:" + port
	dir := t.TempDir()
	s.cfg = app.Config{
		Addr: s.addr, URL: s.url, Name: "Hilo", Locale: "es", Timezone: "UTC", MailDelay: time.Hour, PushDelay: 2 * time.Second, Dev: true, PushLoop: true,
		Database: filepath.Join(dir, "hilo.db"), Files: filepath.Join(dir, "files"), SecretFile: filepath.Join(dir, "secret"),
		DiskFiles: -1, DiskAll: -1, // whatever this machine has left
	}
	dbtest.Write(t, s.cfg.Database)
	s.open()
	_, err := s.DB.ExecContext(t.Context(), "PRAGMA synchronous = OFF") // no power cut is tested here
	s.must(err)
	secret, err := access.LoadSecret(s.cfg.SecretFile)
	s.must(err)
	s.must(world.Make(t.Context(), s.DB, s.Files, secret, s.now()))
	s.run(ln)
	t.Cleanup(func() { s.stop() })
	return s
}

func listen(t *testing.T, addr string) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

func (s *site) open() {
	s.t.Helper()
	a, err := app.New(context.Background(), s.cfg, nil, s.now)
	s.must(err)
	s.App = a
	_, err = s.DB.ExecContext(context.Background(), "PRAGMA synchronous = OFF") // no power cut is tested here
	s.must(err)
}

func (s *site) run(ln net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	a := s.App
	go func() { ended <- a.Run(ctx, ln) }()
	s.stop = func() {
		s.stop = func() {}
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("the server ended: %v", err)
		}
		a.Close()
	}
}

// restart stops the server as SIGTERM does and starts another one in its place.
func (s *site) restart() {
	s.t.Helper()
	s.stop()
	s.open()
	s.run(listen(s.t, s.addr))
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// path is the own path of an address in a mail.
func (s *site) path(link string) string {
	s.t.Helper()
	u, err := url.Parse(link)
	s.must(err)
	if !strings.HasPrefix(link, s.url+"/") {
		s.t.Fatalf("a link leads away from %s", s.url)
	}
	return u.RequestURI()
}
