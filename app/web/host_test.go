package web_test

import (
	"fmt"
	"net"
	"testing"

	"hilo/app/sitetest"
)

// from lets whoever connects come from another address.
func from(address string) func(*sitetest.Plan) {
	return func(p *sitetest.Plan) {
		p.Listen = func(ln net.Listener) net.Listener {
			return elsewhere{ln, &net.TCPAddr{IP: net.ParseIP(address), Port: 4000}}
		}
	}
}

type elsewhere struct {
	net.Listener
	at net.Addr
}

func (e elsewhere) Accept() (net.Conn, error) {
	conn, err := e.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return distant{tcp, e.at}, nil
	}
	return conn, err
}

type distant struct {
	*net.TCPConn
	at net.Addr
}

func (d distant) RemoteAddr() net.Addr { return d.at }

// What asks for another host is not for us, unless somebody whom we know brings
// it; health is told to whoever asks.
func TestAnotherHost(t *testing.T) {
	proxy := func(p *sitetest.Plan) { p.Config.Proxy = []string{"203.0.113.0/24"} }
	far, machine, named := sitetest.Start(t, from("203.0.113.9")), sitetest.Start(t), sitetest.Start(t, from("203.0.113.9"), proxy)
	for _, tt := range []struct {
		path, host string
		far, near  int // answers to a stranger, and to this machine and a named proxy
	}{
		{"/", "localhost", 200, 200}, {"/", "LOCALHOST:9", 200, 200}, {"/", "localhost.", 200, 200},
		{"/", "evil.example", 421, 200}, {"/", "127.0.0.1", 421, 200}, {"/", "localhost.evil.example", 421, 200}, {"/", "evil.example:80", 421, 200}, {"/", "xn--localhost", 421, 200},
		{"/", "[::1]", 421, 200}, {"/", "", 400, 400}, {"/", "localhost@evil.example", 421, 200}, {"/", "localhost, evil.example", 400, 400},
		{"http://evil.example/", "localhost", 421, 200}, {"http://localhost/", "evil.example", 421, 200}, {"http://localhost/", "localhost", 200, 200},
		{"/tickets", "evil.example", 421, 303}, {"/nowhere", "evil.example", 421, 404}, {"/manifest.webmanifest", "evil.example", 421, 200},
		{"/healthz", "evil.example", 200, 200}, {"/readyz", "evil.example", 200, 200}, {"/healthz", "10.1.2.3:3000", 200, 200},
	} {
		for name, site := range map[string]*sitetest.Site{"far": far, "machine": machine, "named": named} {
			want := tt.near
			if name == "far" {
				want = tt.far
			}
			got := wire(t, site, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/html\r\nConnection: close\r\n\r\n", tt.path, tt.host))
			if all := statusesOf(t, got); len(all) != 1 || all[0] != want {
				t.Errorf("%s of %q, %s: answers %v, want %d", tt.path, tt.host, name, all, want)
			}
		}
	}
}
