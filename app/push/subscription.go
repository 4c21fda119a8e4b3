package push

import (
	"crypto/ecdh"
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// Subscription is a device as PushSubscription.toJSON() gives it.
type Subscription struct{ Endpoint, P256dh, Auth string }

// What is wrong with a subscription.
var (
	ErrKeys     = errors.New("the keys of the subscription are broken")
	ErrEndpoint = errors.New("the address of the subscription is none of a push service")
)

const maxEndpoint = 2048

// Check returns ErrKeys or ErrEndpoint for what cannot be a device's. Nothing is
// asked of the network: what a name leads to is seen when it is dialled.
// loopback allows this machine, for tests.
func (s Subscription) Check(loopback bool) error {
	point, err := b64.DecodeString(strings.TrimRight(s.P256dh, "="))
	if err != nil || len(point) != 65 {
		return ErrKeys
	}
	if _, err := ecdh.P256().NewPublicKey(point); err != nil {
		return ErrKeys
	}
	if auth, err := b64.DecodeString(strings.TrimRight(s.Auth, "=")); err != nil || len(auth) != 16 {
		return ErrKeys
	}
	if !goodEndpoint(s.Endpoint, loopback) {
		return ErrEndpoint
	}
	return nil
}

func goodEndpoint(endpoint string, loopback bool) bool {
	if len(endpoint) > maxEndpoint || !plain(endpoint) {
		return false
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return false
	}
	if loopback && (u.Scheme == "http" || u.Scheme == "https") && isLoopback(u.Hostname()) {
		return true
	}
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && goodHost(u.Hostname())
}

// plain holds for printable ASCII: all that an address may be made of.
func plain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' })
}

// goodHost holds for public addresses and for names with a dot. A name that
// ends in a number is an address in disguise (WHATWG URL, "ends in a number").
func goodHost(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return public(addr)
	}
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || strings.ContainsAny(host, ":%_") || strings.Contains(host, "..") {
		return false
	}
	switch last := strings.ToLower(host[dot+1:]); {
	case last == "", last[0] >= '0' && last[0] <= '9':
		return false
	case last == "localhost", last == "local", last == "internal", last == "lan", last == "home", last == "corp", last == "arpa":
		return false
	}
	return true
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}
