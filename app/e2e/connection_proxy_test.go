package e2e

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// cable is the line between browsers and the server: a proxy that can be cut,
// that can lose the answer to a request that arrived, and that remembers who
// asked for what.
type cable struct {
	addr  string
	proxy *httputil.ReverseProxy

	mu    sync.Mutex
	srv   *http.Server
	calls []request
	rules []rule
	aged  bool // the browser is one that does not know Sec-Fetch-Site
}

// request is one that went over the cable.
type request struct {
	method, path, last string // last: its Last-Event-ID
	open               bool
}

// rule makes matching requests fail.
type rule struct {
	method, suffix string
	status         int           // answered without the server; 0: the server does it, and its answer is lost
	until          chan struct{} // closed: the answer comes so late, but it comes
	held           chan struct{} // hears of each answer that is made and waits for that; may be nil
}

func newCable(t *testing.T, to string) *cable {
	c := &cable{addr: "127.0.0.1:0"}
	target := &url.URL{Scheme: "http", Host: to}
	c.proxy = &httputil.ReverseProxy{
		FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			if r.SetURL(target); c.aged {
				r.Out.Header.Del("Sec-Fetch-Site")
			}
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		Transport:    &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 8},
	}
	c.plug(t)
	t.Cleanup(c.cut)
	return c
}

// plug connects the cable, at the same address as before.
func (c *cable) plug(t *testing.T) {
	t.Helper()
	ln, err := net.Listen("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: c}
	c.mu.Lock()
	c.addr, c.srv = ln.Addr().String(), srv
	c.mu.Unlock()
	go srv.Serve(ln)
}

// cut ends every connection and refuses new ones.
func (c *cable) cut() {
	c.mu.Lock()
	srv := c.srv
	c.mu.Unlock()
	srv.Close()
}

// spoil lets requests fail that match; heal ends it.
func (c *cable) spoil(r rule) { c.mu.Lock(); defer c.mu.Unlock(); c.rules = append(c.rules, r) }
func (c *cable) heal()        { c.mu.Lock(); defer c.mu.Unlock(); c.rules = nil }

func (c *cable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i, bad := c.note(r)
	defer c.done(i)
	switch {
	case bad == nil:
		c.proxy.ServeHTTP(w, r)
	case bad.until != nil && bad.status == 0:
		c.delay(w, r, bad)
	case bad.status != 0:
		if bad.until != nil {
			<-bad.until
		}
		http.Error(w, "spoiled", bad.status)
	default:
		c.lose(w, r)
	}
}

func (c *cable) note(r *http.Request) (int, *rule) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, request{r.Method, r.URL.Path, r.Header.Get("Last-Event-ID"), true})
	for _, bad := range c.rules {
		if bad.method == r.Method && strings.HasSuffix(r.URL.Path, bad.suffix) {
			return len(c.calls) - 1, &bad
		}
	}
	return len(c.calls) - 1, nil
}

func (c *cable) done(i int) { c.mu.Lock(); defer c.mu.Unlock(); c.calls[i].open = false }

// lose lets the server do what was asked, and cuts before it can say so.
func (c *cable) lose(w http.ResponseWriter, r *http.Request) {
	lost := *c.proxy
	lost.ModifyResponse = func(*http.Response) error { return context.Canceled } // to the ErrorHandler: abort
	lost.ServeHTTP(w, r)
}

// delay lets the server do what was asked at once, and holds its answer.
func (c *cable) delay(w http.ResponseWriter, r *http.Request, bad *rule) {
	late := *c.proxy
	late.ModifyResponse = func(*http.Response) error {
		select {
		case bad.held <- struct{}{}:
		default:
		}
		select {
		case <-bad.until:
		case <-r.Context().Done():
		}
		return nil
	}
	late.ServeHTTP(w, r)
}

// asked are the calls whose path ends so.
func (c *cable) asked(method, suffix string) (out []request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, each := range c.calls {
		if each.method == method && strings.HasSuffix(each.path, suffix) {
			out = append(out, each)
		}
	}
	return out
}

// streams is how many streams are open.
func (c *cable) streams() (n int) {
	for _, each := range c.asked("GET", "/live") {
		if each.open {
			n++
		}
	}
	return n
}
