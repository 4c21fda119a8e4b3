package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"

	"github.com/wneessen/go-mail"

	"hilo/app/outbox"
)

var errNoAuth = errors.New("it offers neither AUTH PLAIN nor AUTH LOGIN")

// named is an error with the server's name.
func (s *SMTP) named(err error) error {
	return fmt.Errorf("mail server %s:%d: %w", s.host, s.port, err)
}

// verdict turns a failed handing over into what the outbox should do: a server
// that says "never" (5xx) to the recipient or the mail is believed; all else
// is tried again. What keeps every mail from leaving is an outage.
func (s *SMTP) verdict(ctx context.Context, err error) error {
	var e *mail.SendError
	if !errors.As(err, &e) || e.ErrorCode() == 0 {
		return s.refused(ctx, "the handing over", err)
	}
	why := s.named(fmt.Errorf("at %s: %s", e.Reason, saidOf(e)))
	switch e.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		switch {
		case e.ErrorCode() == 421 || e.ErrorCode() == 530: // it closes; sign in first (RFC 4954), which is our affair
			return outage{why}
		case e.ErrorCode() < 500:
			return why
		}
		return outbox.Never(bounce{why})
	}
	return outage{why}
}

// bounce is a refusal for good of a recipient or of a mail to them.
type bounce struct{ error }

// bounced lets staff know in the ticket when err, of a mail to its requester,
// is a bounce.
func (n mailChannel) bounced(ctx context.Context, ticket int64, err error) error {
	if errors.As(err, new(bounce)) {
		if failed := n.desk.Bounce(ctx, ticket); failed != nil {
			return failed // the job goes again, and the line is not lost
		}
	}
	return err
}

// refused words what went wrong before or between the server's answers.
func (s *SMTP) refused(ctx context.Context, stage string, err error) error {
	var said *textproto.Error
	var wire *net.OpError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errNoAuth):
		err = errNoAuth
	case ctx.Err() != nil:
		err = fmt.Errorf("no end in time at %s", stage)
	case errors.As(err, &said):
		err = fmt.Errorf("at %s: %d %s", stage, said.Code, serverWords(said.Msg))
	case errors.As(err, &cert):
		err = cert
	case errors.As(err, &wire):
		err = wire
	default:
		err = fmt.Errorf("hung up, or asks for what we do not have, at %s", stage)
	}
	return outage{s.named(err)}
}
