package doctor

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"syscall"
	"testing"
	"time"

	"hilo/app/probe"
)

func is(t *testing.T, what string, l Line, want string) {
	t.Helper()
	if !regexp.MustCompile(want).MatchString(string(l.Result) + " " + l.Says) {
		t.Errorf("%s: %q, %s; want %s", what, l.Result, l.Says, want)
	}
}

// What the network says tells what is wrong at the other end from what cannot be known here.
func TestUnreached(t *testing.T) {
	sys := func(why syscall.Errno) error {
		return &url.Error{Op: "Get", URL: "/", Err: &net.OpError{Op: "dial", Err: &os.SyscallError{Syscall: "connect", Err: why}}}
	}
	public := &url.URL{Scheme: "https", Host: "help.example.com"}
	here := &url.URL{Scheme: "http", Host: "localhost:3000"}
	for name, tt := range map[string]struct {
		at     *url.URL
		err    error
		beside *probe.Sight
		want   string
	}{
		"no such name":       {public, &net.OpError{Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, nil, "^fix no address is known for help.example.com"},
		"no name server":     {public, &net.OpError{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}, nil, "^not checked help.example.com cannot be looked up"},
		"no answer of it":    {public, &net.OpError{Err: &net.DNSError{Err: "i/o timeout", IsTimeout: true}}, nil, "^not checked"},
		"no network":         {public, sys(syscall.ENETUNREACH), nil, "^not checked .*no network"},
		"no way":             {public, sys(syscall.EHOSTUNREACH), nil, "^not checked"},
		"forbidden":          {public, sys(syscall.EPERM), nil, "^not checked"},
		"silence":            {public, os.ErrDeadlineExceeded, nil, "^not checked"},
		"no time left":       {public, context.DeadlineExceeded, nil, "^not checked"},
		"nobody listens":     {public, sys(syscall.ECONNREFUSED), nil, "^fix nobody listens at help.example.com: start the proxy"},
		"nobody, and served": {here, sys(syscall.ECONNREFUSED), new(probe.Sight), "^fix nobody listens"},
		"nobody at all":      {here, sys(syscall.ECONNREFUSED), nil, "^not checked .*start the server"},
		"something else":     {public, errors.New("odd"), nil, "^fix .*odd"},
	} {
		is(t, name, Public{}.unreached(tt.at, tt.err, tt.beside), tt.want)
	}
}

// What browsers would say of a certificate is said before they do, and what to do.
func TestCertificates(t *testing.T) {
	start := time.Unix(0, 0)
	now := start.Add(1000 * time.Hour)
	root, rootKey := certify(t, nil, nil, start, start.AddDate(1, 0, 0))
	middle, middleKey := certify(t, root, rootKey, start, start.AddDate(1, 0, 0))
	other, _ := certify(t, nil, nil, start, start.AddDate(1, 0, 0))
	leaf := func(from, to time.Duration, names ...string) *x509.Certificate {
		c, _ := certify(t, middle, middleKey, now.Add(from), now.Add(to), names...)
		return c
	}
	trusting := func(c *x509.Certificate) *x509.CertPool {
		pool := x509.NewCertPool()
		pool.AddCert(c)
		return pool
	}
	const name, day = "help.example.com", 24 * time.Hour
	good := leaf(-30*day, 60*day, name)
	for what, tt := range map[string]struct {
		chain []*x509.Certificate
		roots *x509.CertPool
		holds bool
		want  string
	}{
		"good":                {[]*x509.Certificate{good, middle}, trusting(root), true, "^ok for help.example.com, for 60 days more"},
		"nearly out":          {[]*x509.Certificate{leaf(-84*day, 6*day, name), middle}, trusting(root), true, "^fix it runs out on .* should have been renewed"},
		"short, as all of it": {[]*x509.Certificate{leaf(-3*day, 3*day, name), middle}, trusting(root), true, "^ok .* 3 days"},
		"out":                 {[]*x509.Certificate{leaf(-91*day, -day, name), middle}, trusting(root), false, "^fix it ran out on"},
		"not yet":             {[]*x509.Certificate{leaf(day, 90*day, name), middle}, trusting(root), false, "^fix it is not valid yet.*clock"},
		"another name":        {[]*x509.Certificate{leaf(-day, 60*day, "www.example.com"), middle}, trusting(root), false, "^fix it is not for help.example.com"},
		"without its chain":   {[]*x509.Certificate{good}, trusting(root), false, "^fix .*fullchain"},
		"of another":          {[]*x509.Certificate{good, middle}, trusting(other), false, "^fix browsers will refuse it"},
	} {
		l, holds := Public{Roots: tt.roots, Now: func() time.Time { return now }}.verify(name, tt.chain)
		if is(t, what, l, tt.want); holds != tt.holds {
			t.Errorf("%s: holds %v", what, holds)
		}
	}
}

// certify makes a certificate by another, or by itself; without names it is an authority.
func certify(t *testing.T, by *x509.Certificate, with *ecdsa.PrivateKey, from, to time.Time, names ...string) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, NotBefore: from, NotAfter: to, BasicConstraintsValid: true, IsCA: names == nil, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	c.Subject.CommonName = rand.Text()
	if by == nil {
		by, with = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, key.Public(), with)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made, key
}

// Who asks is told right from what proxies wrote, whatever the request claimed.
func TestJudge(t *testing.T) {
	claimed := netip.MustParseAddr("192.0.2.9")
	for name, tt := range map[string]struct {
		forwarded, peer, client string
		named                   []string
		direct                  bool
		want                    string
	}{
		"one proxy":                    {"192.0.2.9, 203.0.113.5", "127.0.0.1:80", "203.0.113.5", []string{"127.0.0.1"}, false, "^ok .*asks as 203.0.113.5"},
		"two, both named":              {"192.0.2.9, 203.0.113.5, 10.0.0.7", "127.0.0.1:80", "203.0.113.5", []string{"127.0.0.1", "10.0.0.0/8"}, false, "^ok .*203.0.113.5"},
		"two, one named":               {"192.0.2.9, 203.0.113.5, 10.0.0.7", "127.0.0.1:80", "10.0.0.7", []string{"127.0.0.1"}, false, "^fix who asks as 203.0.113.5 counts as 10.0.0.7"},
		"it drops what is claimed":     {"203.0.113.5", "127.0.0.1:80", "203.0.113.5", []string{"127.0.0.1"}, false, "^ok"},
		"lines of their own":           {"192.0.2.9,203.0.113.5", "127.0.0.1:80", "203.0.113.5", []string{"127.0.0.1"}, false, "^ok"},
		"with a port":                  {"192.0.2.9, 203.0.113.5:4711", "127.0.0.1:80", "203.0.113.5", []string{"127.0.0.1"}, false, "^ok"},
		"six, with a port":             {"192.0.2.9, [2001:db8::5]:4711", "[::1]:80", "2001:db8::5", []string{"::1"}, false, "^ok"},
		"it asks from a trusted place": {"192.0.2.9, 127.0.0.1", "127.0.0.1:80", "192.0.2.9", []string{"127.0.0.1"}, false, "^ok .*counts as a proxy itself"},
		"and what is claimed is gone":  {"127.0.0.1", "127.0.0.1:80", "127.0.0.1", []string{"127.0.0.1"}, false, "^ok"},
		"not named":                    {"192.0.2.9, 203.0.113.5", "127.0.0.1:80", "127.0.0.1", nil, false, "^fix .*HILO_PROXY=127.0.0.1$"},
		"not named, from itself":       {"192.0.2.9, 127.0.0.1", "127.0.0.1:80", "127.0.0.1", nil, false, "^fix .*HILO_PROXY=127.0.0.1$"},
		"claims are believed":          {"192.0.2.9", "127.0.0.1:80", "192.0.2.9", []string{"127.0.0.1"}, false, "^fix whoever asks"},
		"nothing is said":              {"", "127.0.0.1:80", "127.0.0.1", []string{"127.0.0.1"}, false, "^fix the proxy at 127.0.0.1 does not say"},
		"nothing, and not named":       {"192.0.2.9", "10.0.0.7:80", "10.0.0.7", nil, false, "^fix the proxy at 10.0.0.7 does not say.*HILO_PROXY=10.0.0.7$"},
		"direct":                       {"192.0.2.9", "127.0.0.1:80", "127.0.0.1", nil, true, "^ok no proxy"},
	} {
		is(t, name, judge(&probe.Sight{Forwarded: tt.forwarded, Peer: tt.peer, Client: tt.client, Proxies: tt.named}, claimed, tt.direct), tt.want)
	}
}
