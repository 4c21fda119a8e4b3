package sitetest

import (
	"context"
	"io"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"hilo/app/notify"
)

// Mail waits for a mail to email whose subject holds one of words, and returns
// the newest.
func (s *Site) Mail(email string, words ...string) (found notify.DevMail) {
	s.t.Helper()
	s.Until("a mail", func() bool {
		for _, m := range s.Mails(email) {
			for _, w := range words {
				if strings.Contains(m.Subject, w) {
					found = m
					return true
				}
			}
		}
		return false
	})
	return found
}

// Mails are the mails to email so far, newest first.
func (s *Site) Mails(email string) (own []notify.DevMail) {
	s.t.Helper()
	ok(s.t, s.DB.Read.NewSelect().Model(&own).Where("rcpt = ?", email).Order("at DESC", "id DESC").Scan(context.Background()))
	return own
}

// Forget throws away the code mails of email that were read.
func (s *Site) Forget(email string) {
	s.t.Helper()
	s.Set("DELETE FROM dev_mails WHERE rcpt = ? AND subject LIKE '%verifica%'", email)
}

// Settle waits until no promise is due any more.
func (s *Site) Settle() {
	s.t.Helper()
	s.Until("the outbox", func() bool {
		return s.Count("SELECT count(*) FROM jobs WHERE dead_at IS NULL AND due_at <= ?", s.Plan.Now().UTC()) == 0
	})
}

// Postbox is a real mail server on loopback that keeps what it took.
type Postbox struct {
	Addr string

	t      testing.TB
	server *smtp.Server
	door   net.Listener
	mu     sync.Mutex
	mails  []*netmail.Message
	texts  []string
	heard  []string
	why    error // it takes no mail; nil: it does
}

// OpenPostbox starts one that ends with the test.
func OpenPostbox(t testing.TB) *Postbox {
	t.Helper()
	p := &Postbox{t: t, Addr: "127.0.0.1:0"}
	p.Return()
	t.Cleanup(func() { p.Leave() })
	return p
}

// Leave ends it: nobody listens there any more.
func (p *Postbox) Leave() {
	p.door.Close()
	p.server.Close()
}

// Return has it listen where it did.
func (p *Postbox) Return() {
	p.t.Helper()
	var err error
	p.door, err = net.Listen("tcp", p.Addr)
	ok(p.t, err)
	p.Addr, p.server = p.door.Addr().String(), smtp.NewServer(p)
	go p.server.Serve(p.door)
}

// All are the headers of the mails so far, oldest first.
func (p *Postbox) All() []netmail.Header {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []netmail.Header
	for _, m := range p.mails {
		all = append(all, m.Header)
	}
	return all
}

// Text is what mail n says, both parts of it.
func (p *Postbox) Text(n int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(p.texts[n])))
	if err != nil {
		return p.texts[n]
	}
	return string(text)
}

// Heard is how senders called themselves and their mails' senders, in their order.
func (p *Postbox) Heard() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.heard)
}

// Refuse makes it refuse every mail because of why; nil: it takes them again.
func (p *Postbox) Refuse(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.why = why
}

func (p *Postbox) hears(said string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard = append(p.heard, said)
}

// NewSession lets anybody deliver.
func (p *Postbox) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.hears(c.Hostname())
	return visit{p}, nil
}

type visit struct{ *Postbox }

func (v visit) Mail(from string, _ *smtp.MailOptions) error {
	v.hears(from)
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.why
}

func (v visit) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (v visit) Reset()                               {}
func (v visit) Logout() error                        { return nil }

func (v visit) Data(r io.Reader) error {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(m.Body)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.mails, v.texts = append(v.mails, m), append(v.texts, string(raw))
	return nil
}
