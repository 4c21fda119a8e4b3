package httpd

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// wired is a connection from an address, and whether it was ended.
func wired(t *testing.T, w *crowd) (*lingeringConn, func() bool) {
	ours, _, theirs := connected()
	ours.crowd = w
	t.Cleanup(func() { ours.halves.Close() })
	return ours, func() bool {
		theirs.SetReadDeadline(time.Now().Add(-time.Second))
		_, err := theirs.Read(make([]byte, 1))
		return !errors.Is(err, os.ErrDeadlineExceeded)
	}
}

// Where there is no more room, the oldest of those that we wait for make it:
// those that were answered first, then those that never asked, but for the last of
// them, then those that may ask again, then who is sending, and at last who does not take an answer;
// people whom we know after strangers. Who is served stays.
func TestOldestSilentGoFirst(t *testing.T) {
	w := newCrowd()
	w.most, w.quiet, w.each = 8, 8, 3
	var ended []func() bool
	enter := func(now state) bool {
		c, gone := wired(t, w)
		c.known.Store(len(ended) == 1)
		in := w.enter(c, netip.Addr{})
		if w.are(c, now); in {
			ended = append(ended, gone)
		}
		return in
	}
	for _, now := range []state{served, sending, sending, idle, unheard, unheard, closing, taking} {
		if !enter(now) {
			t.Fatal("there was room")
		}
	}
	order := []int{6, 4, 3, 5, 2, 7, 1} // the last who came may say something still
	for i := range order {
		if !enter(served) {
			t.Fatalf("%d: nobody made room", i)
		}
		for at, gone := range ended[:8] {
			if want := slices.Contains(order[:i+1], at); gone() != want {
				t.Errorf("after %d more, connection %d is gone: %v", i+1, at, gone())
			}
		}
	}
	if enter(served) {
		t.Error("somebody was served, and had to go")
	}
	if w.all != 8 || w.waiting() != 0 {
		t.Errorf("%d in all, %d wait", w.all, w.waiting())
	}
}

// One address has a share, and makes its own room; others are not touched by it.
func TestOneAddressHasAShare(t *testing.T) {
	w := newCrowd()
	w.most, w.quiet, w.each = 100, 100, 3
	one, other := netip.MustParseAddr("203.0.113.9"), netip.MustParseAddr("203.0.113.10")
	first, firstGone := wired(t, w)
	theirs, theirsGone := wired(t, w)
	w.enter(theirs, other)
	w.enter(first, one)
	var all []*lingeringConn
	for range 3 {
		c, _ := wired(t, w)
		if !w.enter(c, one) {
			t.Error("nobody of it made room")
		}
		w.are(c, served)
		all = append(all, c)
	}
	if !firstGone() || theirsGone() {
		t.Errorf("its oldest went: %v; another's went: %v", firstGone(), theirsGone())
	}
	late, _ := wired(t, w)
	if w.enter(late, one) {
		t.Error("a fourth that is served")
	}
	w.leave(all[0])
	if !w.enter(late, one) || w.from[one] != 3 || w.from[other] != 1 {
		t.Errorf("after one left: %v", w.from)
	}
}

// Whom we count: people, a household of IPv6 as one; not this machine, nor proxies.
func TestWhoIsCounted(t *testing.T) {
	trusted, err := parseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	l := lingering{proxies: trusted}
	for from, want := range map[string]string{
		"203.0.113.9:1": "203.0.113.9", "[::ffff:203.0.113.9]:1": "203.0.113.9", "[2001:db8:1:2:3:4:5:6]:1": "2001:db8:1:2::", "[fe80::1%eth0]:1": "fe80::",
		"127.0.0.1:1": "", "[::1]:1": "", "10.1.2.3:1": "", "[::ffff:10.1.2.3]:1": "", "@": "",
	} {
		got := l.counted(addressed{at: from})
		if got.IsValid() != (want != "") || got.IsValid() && got.String() != want {
			t.Errorf("%s counts as %v, want %q", from, got, want)
		}
	}
}

type addressed struct {
	net.Conn
	at string
}

func (a addressed) RemoteAddr() net.Addr { return named(a.at) }

type named string

func (n named) Network() string { return "tcp" }
func (n named) String() string  { return string(n) }

// There is room for the database and files, however few descriptors there are.
func TestRoomIsShared(t *testing.T) {
	for _, tt := range []struct{ descriptors, most, quiet, each int }{
		{64, 16, 16, 16}, {300, 192, 192, 48}, {1024, 772, 772, 193}, {65536, 20_000, 1024, 256}, {1 << 20, 20_000, 1024, 256},
	} {
		if most, quiet, each := room(tt.descriptors); most != tt.most || quiet != tt.quiet || each != tt.each {
			t.Errorf("%d: %d, %d, %d", tt.descriptors, most, quiet, each)
		}
	}
}

// moody is a listener that has trouble first.
type moody struct {
	net.Listener
	trouble []error
	conn    net.Conn
}

func (m *moody) Accept() (net.Conn, error) {
	if len(m.trouble) == 0 {
		return m.conn, nil
	}
	err := m.trouble[0]
	m.trouble = m.trouble[1:]
	return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", err)}
}

// What passes is waited for; what does not ends the listener.
func TestAcceptGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, _ := net.Pipe()
		defer near.Close()
		m := &moody{conn: addressed{near, "@"}}
		for range 20 {
			m.trouble = append(m.trouble, syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED)
		}
		l := lingering{Listener: m, crowd: newCrowd()}
		silent, gone := wired(t, l.crowd)
		l.crowd.enter(silent, netip.Addr{})
		began := time.Now()
		if conn, err := l.Accept(); err != nil || conn == nil {
			t.Errorf("%v, %v", conn, err)
		}
		if took := time.Since(began); took < time.Second || took > 100*time.Second || !gone() {
			t.Errorf("it took %v; the silent one went: %v", took, gone())
		}
		for _, end := range []error{net.ErrClosed, syscall.EBADF, syscall.EINVAL} {
			m.trouble = []error{end}
			if _, err := l.Accept(); !errors.Is(err, end) {
				t.Errorf("%v: %v", end, err)
			}
		}
	})
}
