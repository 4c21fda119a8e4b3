package push

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"

	webpush "github.com/SherClockHolmes/webpush-go"
)

// unreached words why nothing was answered; the library's words name the endpoint.
func unreached(err error) error {
	var no net.Error
	switch {
	case errors.Is(err, ErrInner):
		return ErrInner
	case errors.Is(err, webpush.ErrMaxPadExceeded):
		return ErrTooLarge
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, new(*net.DNSError)):
		return errors.New("the push service has no address")
	case errors.As(err, &no) && no.Timeout():
		return errors.New("the push service did not answer in time")
	case strings.Contains(err.Error(), "tls: "), strings.Contains(err.Error(), "x509: "):
		return errors.New("the push service did not show that it is itself")
	}
	return errors.New("the push service could not be reached")
}

// outcome reads the status of an answer (RFC 8030, 5 and 8.4).
func (s *Sender) outcome(resp *http.Response) error {
	switch code := resp.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		slog.Error("a push service refuses our signature: is the clock right, and HILO_URL a real address?", "status", code)
		if code == http.StatusForbidden {
			return ErrGone
		}
		return Status(code)
	case code == http.StatusNotFound, code == http.StatusGone, code == http.StatusBadRequest:
		return ErrGone
	case code == http.StatusRequestEntityTooLarge:
		return ErrTooLarge
	case code == http.StatusTooManyRequests, code >= 500:
		return &Busy{s.pause(resp.Header)}
	default:
		return Status(code)
	}
}
