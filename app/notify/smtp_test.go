package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-smtp"
	"github.com/wneessen/go-mail"
)

// The setting is read as a URL; a slip is answered with its name and never
// with its value, which holds a password.
func TestParseSMTP(t *testing.T) {
	for _, tt := range []struct {
		setting, host, user, pass string
		port                      int
		implicit                  bool
	}{
		{"smtp://ana:s%40crt@mail.example.com:2525", "mail.example.com", "ana", "s@crt", 2525, false},
		{"smtp://mail.example.com", "mail.example.com", "", "", 587, false},
		{"smtps://mail.example.com", "mail.example.com", "", "", 465, true},
		{"smtp://[::1]:25/", "::1", "", "", 25, false},
		{"smtp://correo.españa.example", "correo.xn--espaa-rta.example", "", "", 587, false},
	} {
		s, err := ParseSMTP(tt.setting)
		if err != nil {
			t.Errorf("%s: %v", tt.setting, err)
			continue
		}
		if s.host != tt.host || s.user != tt.user || s.pass != tt.pass || s.port != tt.port || s.implicit != tt.implicit {
			t.Errorf("%s: %+v", tt.setting, s)
		}
	}
	for _, setting := range []string{
		"", "mail.example.com:587", "http://ana:sesame@mail.example.com", "smtp://", "smtp://ana:sesame@:25",
		"smtp://ana:sesame@mail.example.com:99999", "smtp://ana:ses/ame@mail.example.com", "smtp://ana:sesame@mail.example.com:x", "smtp://ana:ses%ame@mail",
		"smtp://mail.example.com/path", "smtp://mail.example.com?x=sesame",
	} {
		if _, err := ParseSMTP(setting); err == nil || !strings.Contains(err.Error(), "HILO_SMTP") || strings.Contains(err.Error(), "ame") && !strings.Contains(err.Error(), "names") {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

// post sends one small mail to p under the name host.
func post(t *testing.T, p *postbox, setting string, roots *x509.CertPool) error {
	t.Helper()
	s, err := ParseSMTP(setting)
	if err != nil {
		t.Fatal(err)
	}
	if roots != nil {
		s.TLS = &tls.Config{RootCAs: roots}
	}
	s.dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, p.addr)
	}
	m := mail.NewMsg()
	if err := errors.Join(m.From("no-reply@help.example.com"), m.To("ana@example.com")); err != nil {
		t.Fatal(err)
	}
	m.SetBodyString(mail.TypeTextPlain, "Hola")
	return s.send(t.Context(), "help.example.com", m)
}

// Encryption is demanded from every server but one on this machine, and its
// certificate must be good.
func TestEncryption(t *testing.T) {
	cert, roots := authority(t, "mail.example.com")
	_, others := authority(t, "mail.example.com")
	starttls := func(s *smtp.Server) { s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}} }
	for _, tt := range []struct {
		name, setting string
		server        func(*smtp.Server)
		roots         *x509.CertPool
		want          string // in the error; "": it goes through
		encrypted     bool
	}{
		{"STARTTLS with a known authority", "smtp://mail.example.com", starttls, roots, "", true},
		{"STARTTLS with an unknown authority", "smtp://mail.example.com", starttls, others, "unknown authority", false},
		{"STARTTLS with the system's authorities", "smtp://mail.example.com", starttls, nil, "certificate", false},
		{"STARTTLS under another name", "smtp://mail2.example.com", starttls, roots, "not mail2", false},
		{"no STARTTLS", "smtp://mail.example.com", nil, roots, "the connection", false},
		{"loopback without STARTTLS", "smtp://127.0.0.1", nil, nil, "", false},
		{"loopback with STARTTLS of its own making", "smtp://127.0.0.1", starttls, nil, "", true},
		{"loopback with a known authority", "smtp://localhost", starttls, others, "certificate", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, tt.server)
			err := post(t, p, tt.setting, tt.roots)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Fatalf("err = %v", err)
			}
			if got := len(p.all()); (got == 1) != (tt.want == "") || p.encrypted != tt.encrypted {
				t.Errorf("%d mails, encrypted %v", got, p.encrypted)
			}
		})
	}
}

// smtps speaks TLS from the first byte.
func TestImplicitTLS(t *testing.T) {
	cert, roots := authority(t, "mail.example.com")
	p := open(t, nil)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(p)
	server.ErrorLog = quiet{}
	go server.Serve(l)
	defer server.Close()
	p.addr, p.user, p.pass = l.Addr().String(), "hilo", "sesame"
	if err := post(t, p, "smtps://hilo:sesame@mail.example.com", roots); err != nil || len(p.all()) != 1 || !p.encrypted {
		t.Errorf("%d mails, encrypted %v, %v", len(p.all()), p.encrypted, err)
	}
	if err := post(t, p, "smtps://hilo:sesame@127.0.0.1", nil); err == nil {
		t.Error("a certificate of nobody was taken")
	}
}

// AUTH is used where the setting has a user; a wrong password is told
// without whose and is no reason to give a mail up.
func TestAuth(t *testing.T) {
	cert, roots := authority(t, "mail.example.com")
	p := open(t, func(s *smtp.Server) { s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}} })
	p.user, p.pass = "hilo@example.com", "sesame"
	if err := post(t, p, "smtp://hilo%40example.com:sesame@mail.example.com", roots); err != nil {
		t.Error(err)
	}
	for _, tt := range []struct{ setting, want string }{
		{"smtp://hilo%40example.com:simsim@mail.example.com", "mail server mail.example.com:587: at AUTH: 535 5.0.0 not you, …"},
		{"smtp://mail.example.com", "mail server mail.example.com:587: at sending SMTP MAIL FROM command: 502 5.7.0 Please authenticate first"},
	} {
		err := post(t, p, tt.setting, roots)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v", tt.setting, err)
		}
	}
	if n := len(p.all()); n != 1 {
		t.Errorf("%d mails", n)
	}
	if err := post(t, open(t, nil), "smtp://hilo:sesame@127.0.0.1", nil); err != nil {
		t.Errorf("loopback without AUTH: %v", err)
	}
	p = open(t, func(s *smtp.Server) { s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}} })
	if err := post(t, p, "smtp://hilo:sesame@mail.example.com", roots); !errors.Is(err, errNoAuth) {
		t.Errorf("no AUTH elsewhere: %v", err)
	}
}

// A server that falls silent costs no more than the time that is left.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := ParseSMTP("smtp://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.send(ctx, "help.example.com", mail.NewMsg()); err == nil || !strings.Contains(err.Error(), "no end in time") {
		t.Error(err)
	}
}

// Of what a server says all is kept that tells what is wrong, and nothing that only the
// reader of the mail may know.
func TestServerWords(t *testing.T) {
	for said, want := range map[string]string{
		"550 5.1.1 <ana.lopez@example.com>: user unknown in virtual mailbox table":   "550 5.1.1 … user unknown in virtual mailbox table",
		`550 "no mailbox 'Ana.Lopez' at example.com\n(see above)"`:                   "550 no mailbox … at … (see above)",
		"550 bounces+ana.lopez=example.com@relay.example is on a list":               "550 … is on a list",
		"550 ana.lopez%40example.com, ana.lopez+40example.com":                       "550 …",
		"554 blocked: https://help.example.org/g/abcDEF123 see https://spam.example": "554 blocked: https://help.example.org/… see https://spam.example",
		"554 you may not send 1234 5678 or 12345678 or ABCD EFGH JKLM NPQR":          "554 you may not send … or … or …",
		"451 4.7.1 greylisted\r\n\x00 for 300 s by 192.0.2.7":                        "451 4.7.1 greylisted for 300 s by 192.0.2.7",
		"550 " + strings.Repeat("x", 100) + " y":                                     "550 … y",
	} {
		if got := serverWords(said, "ana.lopez@example.com"); got != want {
			t.Errorf("%q:\n is   %q\n want %q", said, got, want)
		}
	}
	if got := serverWords(strings.Repeat("ñandú ", 1000)); len(got) > maxServerWords+10 || !utf8.ValidString(got) {
		t.Errorf("%d bytes", len(got))
	}
}
