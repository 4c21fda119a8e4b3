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

var errNoAuth = errors.New("mail server: it offers neither AUTH PLAIN nor AUTH LOGIN")

// verdict turns a failed handing over into what the outbox should do: a server
// that says "never" (5xx) to the recipient or the mail is believed; all else
// is tried again. Only codes are kept, for servers quote addresses.
func verdict(ctx context.Context, err error) error {
	var e *mail.SendError
	if !errors.As(err, &e) || e.ErrorCode() == 0 {
		return refused(ctx, "the handing over", err)
	}
	why := fmt.Errorf("mail server: %d at %s", e.ErrorCode(), e.Reason)
	if e.ErrorCode() < 500 || e.ErrorCode() == 530 { // 530: sign in first (RFC 4954), which is our affair
		return why
	}
	switch e.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		return outbox.Never(bounce{why})
	}
	return why
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
func refused(ctx context.Context, stage string, err error) error {
	var said *textproto.Error
	var wire *net.OpError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, errNoAuth):
		return errNoAuth
	case ctx.Err() != nil:
		return fmt.Errorf("mail server: no end in time at %s", stage)
	case errors.As(err, &said):
		return fmt.Errorf("mail server: %d at %s", said.Code, stage)
	case errors.As(err, &cert):
		return fmt.Errorf("mail server: %w", cert)
	case errors.As(err, &wire):
		return fmt.Errorf("mail server: %w", wire)
	}
	return fmt.Errorf("mail server: hung up, or asks for what we do not have, at %s", stage)
}
