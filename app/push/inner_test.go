package push

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// keys of a device that nobody has.
const (
	p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
	auth   = "BTBZMqHH6r4Tts7J_aSIgg"
)

func at(endpoint string) Subscription { return Subscription{endpoint, p256dh, auth} }

func senderFor(t *testing.T, loopback bool) *Sender {
	t.Helper()
	s := New(bytes.Repeat([]byte{7}, 32), Options{Subject: "https://help.example.com", AllowLoopback: loopback})
	t.Cleanup(s.client.CloseIdleConnections)
	return s
}

// inner are addresses of endpoints that are no push service's, in all the ways to write them.
var inner = []string{
	"http://push.example.com/x", "ftp://push.example.com/x", "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "", "/x", "push.example.com",
	"https://127.0.0.1/", "https://127.1.2.3/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/", "https://017700000001/",
	"https://0.0.0.0/", "https://0/", "https://10.1.2.3/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
	"https://100.64.0.1/", "https://198.18.0.1/", "https://192.0.2.1/", "https://203.0.113.9/", "https://224.0.0.1/", "https://255.255.255.255/",
	"https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::ffff:169.254.169.254]/", "https://[::127.0.0.1]/",
	"https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::a00:1]/",
	"https://[2002:7f00:1::]/", "https://[2001:db8::1]/", "https://[2001:0:7f00:1::]/", "https://[ff02::1]/",
	"https://localhost/", "https://LOCALHOST/", "https://a.localhost/", "https://printer.local/", "https://db.internal/", "https://intranet/", "https://localhost./",
	"https://127.0.0.1./", "https://push.example.com./", "https://a@127.0.0.1/", "https://push.example.com@127.0.0.1/", "https://a:b@push.example.com/",
	"https://push.example.com:22/", "https://push.example.com:80/", "https://push.example.com:0443/", "https://push.example.com:https/",
	"https://push.exämple.com/", "https://①②⑦.0.0.1/", "https://127。0。0。1/", "https://ｌocalhost/", "https://push.example.com\\@127.0.0.1/",
	"https://push.example.com/\r\nHost: 127.0.0.1", "https://push.example.com/ x", "https://push.example.com/#x", "https://push.example.com/" + strings.Repeat("x", 5000),
	"https:push.example.com", "https://", "https:///x", "https://push..example.com/",
}

// Nothing of the inside is dialled, however it is written.
func TestInnerAddressesAreRefused(t *testing.T) {
	s := senderFor(t, false)
	var dialled atomic.Int32
	dial := s.dialer.Control
	s.dialer.Control = func(network, address string, c syscall.RawConn) error {
		dialled.Add(1)
		return dial(network, address, c)
	}
	for _, endpoint := range inner {
		if err := at(endpoint).Check(false); !errors.Is(err, ErrEndpoint) {
			t.Errorf("%q: Check says %v", endpoint, err)
		}
		if _, err := s.Send(t.Context(), at(endpoint), Message{}); !errors.Is(err, ErrInner) {
			t.Errorf("%q: Send says %v", endpoint, err)
		}
	}
	if n := dialled.Load(); n > 0 {
		t.Errorf("%d were dialled", n)
	}
	for _, endpoint := range []string{
		"https://fcm.googleapis.com/fcm/send/abc:APA91b", "https://updates.push.services.mozilla.com/wpush/v2/gAAAA", "https://web.push.apple.com/QGuQ",
		"https://wns2-by3p.notify.windows.com/w/?token=BQYAAA%3d%3d", "https://push.example.com:443/x", "https://8.8.8.8/x", "https://[2607:f8b0::1]/x", "https://xn--exmple-cua.com/x",
	} {
		if err := at(endpoint).Check(false); err != nil {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
}

// HILO_PUSH_ALLOW_LOOPBACK opens this machine and nothing else.
func TestLoopbackIsForTests(t *testing.T) {
	for endpoint, good := range map[string]bool{
		"http://127.0.0.1:8080/x": true, "http://localhost:8080/x": true, "https://[::1]:8080/x": true, "https://push.example.com/x": true,
		"http://push.example.com/x": false, "https://push.example.com:8080/x": false, "http://10.0.0.1/x": false, "https://169.254.169.254/x": false, "http://a.localhost/x": false, "ftp://127.0.0.1/": false,
	} {
		if err := at(endpoint).Check(true); (err == nil) != good {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
}

// What is dialled is looked at, whatever a check before saw.
func TestDialledAddresses(t *testing.T) {
	for address, good := range map[string]bool{
		"8.8.8.8:443": true, "[2607:f8b0::1]:443": true, "8.8.8.8:80": false, "8.8.8.8:22": false,
		"127.0.0.1:443": false, "10.0.0.1:443": false, "169.254.169.254:443": false, "100.64.0.1:443": false, "192.168.1.1:443": false,
		"[::1]:443": false, "[::ffff:10.0.0.1]:443": false, "[fe80::1%eth0]:443": false, "[64:ff9b::a00:1]:443": false, "[fd00::1]:443": false, "0.0.0.0:443": false, "nonsense": false,
	} {
		if err := senderFor(t, false).dialer.Control("tcp", address, nil); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
	loose := senderFor(t, true).dialer.Control
	if loose("tcp", "127.0.0.1:8080", nil) != nil || loose("tcp", "10.0.0.1:443", nil) == nil || loose("tcp", "8.8.8.8:80", nil) == nil {
		t.Error("loopback opens more than this machine, or not even that")
	}
}

// A name that leads outside when somebody looks and inside when it is dialled gains nothing.
func TestNamesThatChangeTheirMind(t *testing.T) {
	resolver := newResolver(t, [4]byte{8, 8, 8, 8}, [4]byte{127, 0, 0, 1})
	s := senderFor(t, false)
	s.dialer.Resolver = resolver
	first, err := resolver.LookupNetIP(t.Context(), "ip4", "push.example.com")
	if err != nil || len(first) != 1 || !public(first[0]) {
		t.Fatalf("%v %v", first, err)
	}
	if _, err := s.Send(t.Context(), at("https://push.example.com/x"), Message{}); !errors.Is(err, ErrInner) {
		t.Errorf("got %v", err)
	}
}

// newResolver answers the first question for an address with the first, all later ones with the second.
func newResolver(t *testing.T, first, later [4]byte) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf, answer := make([]byte, 1500), first
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}, Body: &dnsmessage.AResource{A: answer}}}
				answer = later
			}
			if out, err := m.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// A push service that sends us elsewhere is not followed.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var hits atomic.Int32
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	defer inside.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		service := httptest.NewServer(http.RedirectHandler(inside.URL+"/latest/meta-data", status))
		if _, err := senderFor(t, true).Send(t.Context(), at(service.URL), Message{}); !errors.Is(err, Status(status)) {
			t.Errorf("%d: %v", status, err)
		}
		service.Close()
	}
	if n := hits.Load(); n > 0 {
		t.Errorf("followed %d times", n)
	}
}

// What a push service says after its status is cut short.
func TestLongAnswersAreCut(t *testing.T) {
	var sent atomic.Int64
	gone := make(chan struct{})
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(gone)
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(201)
		chunk := make([]byte, 64<<10)
		for {
			n, err := w.Write(chunk)
			if sent.Add(int64(n)); err != nil || sent.Load() > 200<<20 {
				return
			}
		}
	}))
	defer service.Close()
	if _, err := senderFor(t, true).Send(t.Context(), at(service.URL), Message{}); err != nil {
		t.Error(err)
	}
	<-gone
	if n := sent.Load(); n > 32<<20 {
		t.Errorf("%d bytes were taken", n)
	}
}

// A push service that never ends its answer, or never begins it, has its time and no more.
func TestSlowAnswersAreCut(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"no answer": func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) // only then a server notices that the client left
			<-r.Context().Done()
		},
		"a drop a second": func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			w.WriteHeader(201)
			for tick := time.NewTicker(time.Second); r.Context().Err() == nil; <-tick.C {
				w.Write([]byte("x"))
				w.(http.Flusher).Flush()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			service := httptest.NewServer(answer)
			t.Cleanup(service.Close)
			began := time.Now()
			_, err := senderFor(t, true).Send(t.Context(), at(service.URL), Message{})
			if took := time.Since(began); took > patience+5*time.Second {
				t.Errorf("took %v", took)
			}
			if accepted := name != "no answer"; (err == nil) != accepted || err != nil && !strings.Contains(err.Error(), "in time") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A proxy that the environment names sees nothing of it.
func TestNoProxy(t *testing.T) {
	if tr := senderFor(t, false).client.Transport.(*http.Transport); tr.Proxy != nil {
		t.Error("a proxy may be used")
	}
}

// Keys that no browser made are refused.
func TestBrokenKeys(t *testing.T) {
	zero := make([]byte, 65)
	zero[0] = 4 // the form of a point, but not on the curve
	for name, sub := range map[string]Subscription{
		"none":               {"https://push.example.com/x", "", ""},
		"short":              {"https://push.example.com/x", "AAAA", "AAAA"},
		"off the curve":      {"https://push.example.com/x", b64.EncodeToString(zero), auth},
		"compressed":         {"https://push.example.com/x", b64.EncodeToString(append([]byte{2}, zero[:32]...)), auth},
		"not base64":         {"https://push.example.com/x", strings.Repeat("!", 87), auth},
		"auth of 15":         {"https://push.example.com/x", p256dh, b64.EncodeToString(make([]byte, 15))},
		"auth of a megabyte": {"https://push.example.com/x", p256dh, strings.Repeat("A", 1<<20)},
	} {
		if err := sub.Check(false); !errors.Is(err, ErrKeys) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := senderFor(t, false).Send(t.Context(), sub, Message{}); !errors.Is(err, ErrGone) {
			t.Errorf("%s: Send says %v", name, err)
		}
	}
	if err := (Subscription{"https://push.example.com/x", p256dh + "=", auth + "=="}).Check(false); err != nil {
		t.Errorf("padded: %v", err)
	}
}

// FuzzSubscription: whatever a browser says, it is refused or dialled outside.
func FuzzSubscription(f *testing.F) {
	for _, endpoint := range inner {
		f.Add(endpoint)
	}
	f.Fuzz(func(t *testing.T, endpoint string) {
		if at(endpoint).Check(false) != nil {
			return
		}
		req, err := http.NewRequest("POST", endpoint, io.NopCloser(strings.NewReader("")))
		if err != nil {
			return
		}
		if addr, err := netip.ParseAddr(req.URL.Hostname()); err == nil && !public(addr) || req.URL.Scheme != "https" {
			t.Errorf("%q is taken", endpoint)
		}
	})
}
