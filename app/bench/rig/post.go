package rig

import (
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Post is a mail server on this machine that keeps what it takes.
type Post struct {
	Addr string
	Slow time.Duration // before a mail is taken, and again before its sender hears of it

	server *smtp.Server
	mu     sync.Mutex
	mails  []Mail
	came   chan struct{} // closed and made anew with each mail
	refuse error
}

// OpenPost starts a mail server.
func OpenPost() (*Post, error) {
	p := &Post{came: make(chan struct{})}
	p.server = smtp.NewServer(p)
	p.server.ErrorLog = silence{} // a client that is killed is no news here
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.Addr = l.Addr().String()
	go p.server.Serve(l)
	return p, nil
}

// Close ends the server.
func (p *Post) Close() error { return p.server.Close() }

// Refuse answers the next mails with err; nil takes them again.
func (p *Post) Refuse(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = err
}

// Mails are all mails so far, oldest first.
func (p *Post) Mails() []Mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Mail(nil), p.mails...)
}

// Await waits for a mail to an address, after the first n of all, that holds a pattern.
func (p *Post) Await(ctx context.Context, n int, to, pattern string) (Mail, error) {
	want := regexp.MustCompile(pattern)
	for {
		p.mu.Lock()
		came := p.came
		for ; n < len(p.mails); n++ {
			if m := p.mails[n]; m.To == to && want.MatchString(m.Subject+"\n"+m.Text) {
				p.mu.Unlock()
				return m, nil
			}
		}
		p.mu.Unlock()
		select {
		case <-came:
		case <-ctx.Done():
			return Mail{}, fmt.Errorf("no mail like %q came: %w", pattern, ctx.Err())
		}
	}
}

// NewSession is called for each connection.
func (p *Post) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{Post: p}, nil }

type visit struct {
	*Post
	to string
}

func (*visit) Mail(string, *smtp.MailOptions) error { return nil }
func (*visit) Reset()                               {}
func (*visit) Logout() error                        { return nil }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	time.Sleep(v.Slow)
	v.to = to
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.refuse
}

// Data takes a mail; it counts as taken before its sender is told so.
func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := read(raw)
	if err != nil {
		return err
	}
	m.To = v.to
	v.mu.Lock()
	m.At = time.Now()
	v.mails = append(v.mails, m)
	close(v.came)
	v.came = make(chan struct{})
	v.mu.Unlock()
	time.Sleep(v.Slow)
	return nil
}

type silence struct{}

func (silence) Printf(string, ...any) {}
func (silence) Println(...any)        {}
