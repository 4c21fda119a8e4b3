package push

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

const (
	patience = 10 * time.Second // for all of one push
	maxBody  = 4 << 10          // of an answer
	maxOpen  = 64               // connections in all, to whichever services
)

// special are the blocks that are not for the public Internet (IANA special
// purpose registries, RFC 6890), and those that carry an IPv4 address within.
var special = func() (all []netip.Prefix) {
	for _, block := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
		"2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
	} {
		all = append(all, netip.MustParsePrefix(block))
	}
	return all
}()

// public tells whether an address is one that anybody may reach.
func public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	for _, block := range special {
		if block.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast()
}

// newClient returns a client that dials public addresses at port 443 only. It
// looks at the very address that is dialled, after the name was resolved, so
// a name that changes its mind gains nothing.
func newClient(dialer *net.Dialer, loopback bool) *http.Client {
	dialer.Timeout = 5 * time.Second
	dialer.Control = func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		switch {
		case err != nil:
			return ErrInner
		case to.Port() == 443 && public(to.Addr()), loopback && to.Addr().Unmap().IsLoopback():
			return nil
		}
		return ErrInner
	}
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			Proxy:                  nil, // not even from the environment
			DialContext:            few(dialer.DialContext),
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    5 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
			MaxIdleConns:           16,
			MaxIdleConnsPerHost:    4,
			MaxConnsPerHost:        16,
			IdleConnTimeout:        time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type dial = func(ctx context.Context, network, address string) (net.Conn, error)

// few is dial with at most maxOpen connections at a time; who comes later waits.
func few(dial dial) dial {
	open := make(chan struct{}, maxOpen)
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		select {
		case open <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		conn, err := dial(ctx, network, address)
		if err != nil {
			<-open
			return nil, err
		}
		return &counted{Conn: conn, done: sync.OnceFunc(func() { <-open })}, nil
	}
}

// counted is a connection of a few.
type counted struct {
	net.Conn
	done func()
}

func (c *counted) Close() error {
	defer c.done()
	return c.Conn.Close()
}
