package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"hilo/app/access"
)

// patience is how long one mail may take, from the dial to the last answer.
const patience = 30 * time.Second

// SMTP is the server that takes our mails.
type SMTP struct {
	TLS *tls.Config // whom to trust; nil: the authorities that the system trusts

	host       string
	port       int
	user, pass string
	implicit   bool // TLS from the first byte
	dial       func(ctx context.Context, network, addr string) (net.Conn, error)
}

// ParseSMTP reads HILO_SMTP: smtp://user:pass@host:587 (STARTTLS) or
// smtps://user:pass@host:465. Its errors name the setting and never repeat it.
func ParseSMTP(setting string) (*SMTP, error) {
	u, err := url.Parse(setting)
	if err != nil {
		return nil, errors.New("HILO_SMTP is not a URL like smtp://user:pass@host:587 (in a password, write special characters as %XX)")
	}
	s := &SMTP{host: u.Hostname(), implicit: u.Scheme == "smtps", dial: (&net.Dialer{}).DialContext}
	switch {
	case u.Scheme != "smtp" && u.Scheme != "smtps":
		return nil, errors.New("HILO_SMTP must begin with smtp:// or smtps://")
	case s.host == "":
		return nil, errors.New("HILO_SMTP names no host")
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("HILO_SMTP has something after the port (in a password, write special characters as %XX)")
	}
	if s.host, err = access.Host(s.host); err != nil {
		return nil, fmt.Errorf("HILO_SMTP: %w", err)
	}
	s.user = u.User.Username()
	s.pass, _ = u.User.Password()
	if s.port = 587; s.implicit {
		s.port = 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return nil, errors.New("HILO_SMTP has a port that is none")
		}
	}
	return s, nil
}

// send hands m over. An error says whether to try again, see verdict.
func (s *SMTP) send(ctx context.Context, helo string, m *mail.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, conn, err := s.enter(ctx, helo)
	if err != nil {
		return err
	}
	if err := c.SendWithSMTPClient(conn, m); !m.IsDelivered() {
		return s.verdict(ctx, err)
	}
	_ = c.CloseWithSMTPClient(conn) // the mail is theirs already: nothing after that may repeat it
	return nil
}

// Greet goes in and out again, and tells why that cannot be.
func (s *SMTP) Greet(ctx context.Context, helo string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, conn, err := s.enter(ctx, helo)
	if err != nil {
		return err
	}
	_ = c.CloseWithSMTPClient(conn) // it let us in
	return nil
}

// enter connects and signs in.
func (s *SMTP) enter(ctx context.Context, helo string) (*mail.Client, *smtp.Client, error) {
	c, err := mail.NewClient(s.host, mail.WithPort(s.port), mail.WithHELO(helo), mail.WithTimeout(patience),
		mail.WithTLSPolicy(s.policy()), mail.WithTLSConfig(s.trust()),
		mail.WithDialContextFunc(s.dialer(ctx)), mail.WithoutNoop(), mail.WithoutRset())
	if err != nil {
		return nil, nil, errors.New("mail server: bad settings")
	}
	conn, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, nil, s.refused(ctx, "the connection", err)
	}
	if err := s.signIn(conn); err != nil {
		return nil, nil, s.refused(ctx, "AUTH", err)
	}
	return c, conn, nil
}

// dialer ties the connection to ctx, so that a server that falls silent at any
// point costs no more than our patience, and nothing stays open.
func (s *SMTP) dialer(ctx context.Context) mail.DialContextFunc {
	return func(_ context.Context, network, addr string) (net.Conn, error) {
		conn, err := s.dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		if s.implicit {
			conn = tls.Client(conn, s.trust())
		}
		return conn, nil
	}
}

// policy demands encryption, except on this very machine.
func (s *SMTP) policy() mail.TLSPolicy {
	switch {
	case s.implicit:
		return mail.NoTLS // it is on already
	case s.loopback():
		return mail.TLSOpportunistic
	}
	return mail.TLSMandatory
}

// trust is whose certificate we accept. A relay on this machine may have made
// its own; it might as well have none.
func (s *SMTP) trust() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLS != nil {
		config = s.TLS.Clone()
	} else {
		config.InsecureSkipVerify = s.loopback() && !s.implicit
	}
	config.ServerName = s.host
	return config
}

func (s *SMTP) loopback() bool {
	ip := net.ParseIP(s.host)
	return s.host == "localhost" || ip != nil && ip.IsLoopback()
}

// signIn proves who we are, if we are anybody.
func (s *SMTP) signIn(c *smtp.Client) error {
	offered, list := c.Extension("AUTH")
	ways := strings.Fields(list)
	switch {
	case s.user == "" || !offered && s.loopback():
		return nil
	case slices.Contains(ways, "PLAIN"):
		return c.Auth(smtp.PlainAuth("", s.user, s.pass, s.host, s.loopback()))
	case slices.Contains(ways, "LOGIN"):
		return c.Auth(smtp.LoginAuth(s.user, s.pass, s.host, s.loopback()))
	}
	return errNoAuth
}
