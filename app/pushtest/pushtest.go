// Package pushtest is a push service for tests, on this machine (RFC 8030). It
// checks signatures (RFC 8292) and opens what it gets (RFC 8188, 8291) with the
// standard library alone, so it shares no mistake with what sends.
package pushtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"hilo/app/push"
)

// Push is what a device would get.
type Push struct {
	Endpoint string
	Payload  []byte
	Header   http.Header
	Size     int // of the body as it came
}

// Service is a push service with the devices that it made.
type Service struct {
	URL string

	http   *httptest.Server
	fail   func(error)
	got    chan Push
	mu     sync.Mutex
	agents map[string]*agent // by path
	status int
	header http.Header
	key    string
	asked  int
}

// Start returns a service; fail hears of pushes that are not as the RFCs want them.
func Start(fail func(error)) *Service {
	s := &Service{fail: fail, got: make(chan Push, 1000), agents: map[string]*agent{}}
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	return s
}

// New is Start for a test.
func New(t testing.TB) *Service {
	s := Start(func(err error) { t.Error("push: ", err) })
	t.Cleanup(s.Close)
	return s
}

// Close ends the service.
func (s *Service) Close() { s.http.Close() }

// Want refuses pushes that are not signed with this key.
func (s *Service) Want(key string) { s.set(func() { s.key = key }) }

// Answer makes the service answer with a status from now on, and with header as
// key and value pairs. 0: 201, as push services do.
func (s *Service) Answer(status int, header ...string) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	s.set(func() { s.status, s.header = status, h })
}

// Asked is how many requests came, whatever they were.
func (s *Service) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Subscribe makes a new device, with keys of its own.
func (s *Service) Subscribe() push.Subscription {
	a := newAgent()
	s.set(func() { s.agents["/push/"+a.id] = a })
	return push.Subscription{Endpoint: s.URL + "/push/" + a.id, P256dh: b64.EncodeToString(a.key.PublicKey().Bytes()), Auth: b64.EncodeToString(a.auth)}
}

// Next is the next push, which must come soon.
func (s *Service) Next(t testing.TB) Push {
	t.Helper()
	select {
	case p := <-s.got:
		return p
	case <-time.After(10 * time.Second):
		t.Fatal("no push came")
		return Push{}
	}
}

// Pushes are those that came and nobody took yet.
func (s *Service) Pushes() (all []Push) {
	for {
		select {
		case p := <-s.got:
			all = append(all, p)
		default:
			return all
		}
	}
}

func (s *Service) set(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 4097))
	s.mu.Lock()
	s.asked++
	device, status, header, key := s.agents[r.URL.Path], s.status, s.header, s.key
	s.mu.Unlock()
	if status != 0 {
		for name := range header {
			w.Header().Set(name, header.Get(name))
		}
		w.WriteHeader(status)
		return
	}
	switch {
	case r.Method != http.MethodPost:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case device == nil:
		w.WriteHeader(http.StatusGone)
	case len(body) > 4096:
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	default:
		s.take(w, r, device, key, body)
	}
}

func (s *Service) take(w http.ResponseWriter, r *http.Request, device *agent, key string, body []byte) {
	if err := checkVAPID(r.Header.Get("Authorization"), "http://"+r.Host, key); err != nil {
		s.fail(err)
		w.WriteHeader(http.StatusForbidden)
		return
	}
	payload, err := device.open(r.Header, body)
	if err != nil {
		s.fail(err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Location", s.URL+"/message/"+strings.TrimPrefix(r.URL.Path, "/push/"))
	w.WriteHeader(http.StatusCreated)
	s.got <- Push{s.URL + r.URL.Path, payload, r.Header.Clone(), len(body)}
}
