package s3test

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Proxy stands before a server. Each mode holds for connections and bytes from then on.
type Proxy struct {
	Addr  string
	Asked atomic.Int64 // connections that were made

	to    string
	mu    sync.Mutex
	mode  Mode
	times int
	open  map[net.Conn]bool
}

// Mode is how a proxy behaves.
type Mode int

// Pass passes all on; Stall takes what is sent and answers nothing; Cut ends a connection after
// some of an answer; Fail answers 503; Gone refuses.
const (
	Pass Mode = iota
	Stall
	Cut
	Fail
	Gone
)

// cutAfter is how much of an answer comes before it is cut.
const cutAfter = 300 << 10

// Before is a proxy before s until the test ends.
func Before(t testing.TB, s *Server) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{Addr: l.Addr().String(), to: s.Addr, open: map[net.Conn]bool{}}
	t.Cleanup(func() { l.Close(); p.Set(Gone, -1) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

// Set changes the mode for that many connections, and ends those that are; negative: for all.
func (p *Proxy) Set(mode Mode, times int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mode, p.times = mode, times
	for c := range p.open {
		c.Close()
	}
}

// next is the mode of a new connection.
func (p *Proxy) next(c net.Conn) Mode {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Asked.Add(1)
	p.open[c] = true
	if p.times == 0 {
		return Pass
	}
	p.times--
	return p.mode
}

func (p *Proxy) serve(c net.Conn) {
	mode := p.next(c)
	defer func() {
		c.Close()
		p.mu.Lock()
		delete(p.open, c)
		p.mu.Unlock()
	}()
	switch mode {
	case Gone:
		return
	case Stall:
		io.Copy(io.Discard, c)
		return
	case Fail:
		c.Read(make([]byte, 64<<10))
		io.WriteString(c, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	to, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer to.Close()
	go func() { io.Copy(to, c); to.Close() }()
	var answers io.Reader = to
	if mode == Cut {
		answers = io.LimitReader(to, cutAfter)
	}
	io.Copy(c, answers)
}
