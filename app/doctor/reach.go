package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
	"slices"
	"syscall"
	"time"

	"hilo/app/probe"
)

// connect goes to the public address.
func (p Public) connect(ctx context.Context, u *url.URL) (net.Conn, error) {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return (&net.Dialer{Timeout: p.Prompt}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
}

// certificate looks at that of the public address, and closes the connection to it. holds: one
// may ask on.
func (p Public) certificate(ctx context.Context, u *url.URL, conn net.Conn) (l Line, holds bool) {
	defer conn.Close()
	ctx, cancel := context.WithTimeout(ctx, p.Prompt)
	defer cancel()
	if u.Scheme == "http" {
		return Skip("HILO_URL is of this machine, by http"), true
	}
	// It is verified below, so that one wrong can be told from another.
	hello := tls.Client(conn, &tls.Config{ServerName: u.Hostname(), InsecureSkipVerify: true})
	if err := hello.HandshakeContext(ctx); err != nil {
		return ToFix("%s does not speak TLS: let the proxy have a certificate there (%v)", u.Host, bare(err)), false
	}
	return p.verify(u.Hostname(), hello.ConnectionState().PeerCertificates)
}

// verify is what browsers will say of a certificate.
func (p Public) verify(host string, chain []*x509.Certificate) (Line, bool) {
	options := x509.VerifyOptions{DNSName: host, Roots: p.Roots, Intermediates: x509.NewCertPool(), CurrentTime: p.Now()}
	for _, c := range chain[1:] {
		options.Intermediates.AddCert(c)
	}
	var invalid x509.CertificateInvalidError
	_, err := chain[0].Verify(options)
	end := chain[0].NotAfter
	left := end.Sub(p.Now())
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && left < 0:
		return ToFix("it ran out on %s: renew it, and see that this happens by itself", day(end)), false
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return ToFix("it is not valid yet, or an authority of it ran out: is the clock of this machine right? (%v)", err), false
	case errors.As(err, new(x509.HostnameError)):
		return ToFix("it is not for %s: let the proxy have one for that name", host), false
	case errors.As(err, new(x509.UnknownAuthorityError)) && len(chain) == 1:
		return ToFix("no authority that this machine trusts made it: let the proxy send the whole chain (fullchain.pem), or have one made by such an authority"), false
	case err != nil:
		return ToFix("browsers will refuse it: %v", err), false
	case left < min(week, end.Sub(chain[0].NotBefore)/5):
		return ToFix("it runs out on %s and should have been renewed by now: see that this happens by itself", day(end)), true
	}
	return OK("for %s, for %d days more", host, int(left/(24*time.Hour))), true
}

const week = 7 * 24 * time.Hour

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// away are errors of a network that is not there, or does not lead there.
var away = []syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN, syscall.ETIMEDOUT, syscall.EPERM, syscall.EACCES, syscall.EADDRNOTAVAIL}

// Offline tells whether err says that there is no network, rather than what is wrong
// beyond it. A name that is known not to exist is wrong; one that could not be asked for is not.
func Offline(err error) bool {
	var name *net.DNSError
	var why syscall.Errno
	switch {
	case errors.As(err, &name):
		return !name.IsNotFound
	case errors.As(err, &why):
		return slices.Contains(away, why)
	}
	return false
}

// unreached words that the public address cannot be connected to.
func (p Public) unreached(u *url.URL, err error, beside *probe.Sight) Line {
	var name *net.DNSError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return ToFix("no address is known for %s (HILO_URL): make a DNS record that leads here", u.Hostname())
	case errors.As(err, &name):
		return Skip("%s cannot be looked up from here: there is no network, or no name server (%v)", u.Hostname(), bare(err))
	case Offline(err), os.IsTimeout(err), errors.Is(err, context.DeadlineExceeded):
		return Skip("%s is not reached from here: there is no network, or it does not lead back to itself (%v)", u.Host, bare(err))
	case errors.Is(err, syscall.ECONNREFUSED) && u.Scheme == "http" && beside == nil:
		return Skip("nobody listens there: start the server")
	case errors.Is(err, syscall.ECONNREFUSED):
		return ToFix("nobody listens at %s: start the proxy there, or let the name lead to it", u.Host)
	}
	return ToFix("%s is not reached: %v", u.Host, bare(err))
}

// bare is an error without where it was met, which the sentence says.
func bare(err error) error {
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	var sys *os.SyscallError
	if errors.As(err, &sys) {
		err = sys.Err
	}
	return err
}
