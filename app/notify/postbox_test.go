package notify

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// postbox is a real SMTP server that keeps what it took.
type postbox struct {
	t    *testing.T
	addr string

	mu    sync.Mutex
	mails []received
	// What it says to the next commands; a nil function says yes.
	onMail, onRcpt, onData func() error
	hangUp                 bool   // in the middle of DATA, once
	deaf                   bool   // hangs up after it took a mail
	user, pass             string // demanded if set
	tries                  int    // connections
	encrypted              bool   // the last mail came over TLS
}

// received is a mail as its reader gets it.
type received struct {
	From, To   string // the envelope
	Raw        string
	Header     netmail.Header
	Subject    string
	Text, HTML string
}

// open starts a postbox on loopback; config says how it is run.
func open(t *testing.T, config func(*smtp.Server)) *postbox {
	t.Helper()
	p := &postbox{t: t}
	server := smtp.NewServer(p)
	server.AllowInsecureAuth = true
	server.ErrorLog = quiet{}
	if config != nil {
		config(server)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return p
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (p *postbox) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	return &visit{postbox: p, conn: c}, nil
}

// all are the mails so far, oldest first.
func (p *postbox) all() []received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]received(nil), p.mails...)
}

// say sets what the postbox answers from now on.
func (p *postbox) say(change func(*postbox)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

type visit struct {
	*postbox
	conn     *smtp.Conn
	proven   bool
	from, to string
}

func (v *visit) AuthMechanisms() []string {
	if v.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		if v.proven = user == v.user && pass == v.pass; !v.proven {
			return &smtp.SMTPError{Code: 535, Message: "not you, " + user}
		}
		return nil
	}), nil
}

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if v.user != "" && !v.proven {
		return smtp.ErrAuthRequired
	}
	v.from = from
	return v.answer(v.onMail)
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	return v.answer(v.onRcpt)
}

func (v *visit) Data(r io.Reader) error {
	v.mu.Lock()
	cut := v.hangUp
	v.hangUp = false
	v.mu.Unlock()
	if cut {
		io.CopyN(io.Discard, r, 100)
		return v.conn.Conn().Close()
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := v.answer(v.onData); err != nil {
		return err
	}
	m := v.read(raw)
	m.From, m.To = v.from, v.to
	v.mu.Lock()
	defer v.mu.Unlock()
	v.mails = append(v.mails, m)
	_, v.encrypted = v.conn.TLSConnectionState()
	return nil
}

func (v *visit) answer(say func() error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if say == nil {
		return nil
	}
	return say()
}

// Reset is called when a mail is done with.
func (v *visit) Reset() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.deaf && len(v.mails) > 0 {
		v.conn.Conn().Close()
	}
}

func (*visit) Logout() error { return nil }

// read takes a mail apart as a mail program would.
func (p *postbox) read(raw []byte) received {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		p.t.Error(err)
		return received{}
	}
	got := received{Raw: string(raw), Header: m.Header}
	if got.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		p.t.Error(err)
	}
	_, kind, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		p.t.Error(err)
	}
	parts := multipart.NewReader(m.Body, kind["boundary"])
	for part, err := parts.NextRawPart(); err == nil; part, err = parts.NextRawPart() {
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			p.t.Error(err)
		}
		body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
		if mime, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); mime == "text/html" {
			got.HTML = string(body)
		} else {
			got.Text = string(body)
		}
	}
	return got
}

// authority makes a certificate for names and the pool that trusts it.
func authority(t *testing.T, names ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(signed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
