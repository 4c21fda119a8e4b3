package doctor

import (
	"crypto/rand"
	"net/netip"
	"slices"
	"strings"

	"hilo/app/probe"
)

// marker is an address that nobody has (RFC 5737), which a request claims to come from, as a
// liar would.
func marker() netip.Addr {
	var last [1]byte
	rand.Read(last[:])
	return netip.AddrFrom4([4]byte{192, 0, 2, last[0]})
}

// judge tells whether the server knows who asks. What the proxies wrote stands behind what
// the request claimed, the outermost first: that one saw who asked.
//
//	X-Forwarded-For: 192.0.2.9, 203.0.113.5, 10.0.0.7    peer 127.0.0.1
//	                 claimed    who asks     first proxy, as the second saw it
//
// direct: nobody stood between.
func judge(saw *probe.Sight, claimed netip.Addr, direct bool) Line {
	hops := strings.FieldsFunc(saw.Forwarded, func(r rune) bool { return r == ',' || r == ' ' })
	lied := slices.Index(hops, claimed.String())
	wrote := hops[lied+1:]
	peer := bareAddress(saw.Peer)
	const pass = "let it add who asks (nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;)"
	switch {
	case direct:
		return OK("no proxy stands between; this machine asks as %s", peer)
	case len(wrote) == 0 && saw.Client == claimed.String():
		return ToFix("whoever asks can say that they are somebody else: the proxy at %s is trusted, and passes on what they claim as it is; %s", peer, pass)
	case len(wrote) == 0:
		return ToFix("the proxy at %s does not say who asks, so limits take all for one: %s, and set HILO_PROXY=%s", peer, pass, peer)
	case !trusts(saw.Proxies, peer):
		return ToFix("the proxy at %s is not named, so limits take all for one: set HILO_PROXY=%s", peer, strings.Join(append(slices.Clone(saw.Proxies), peer), ","))
	case saw.Client == claimed.String() && trusts(saw.Proxies, bareAddress(wrote[0])):
		return OK("the proxy says who asks; this machine counts as a proxy itself")
	case saw.Client == bareAddress(wrote[0]):
		return OK("the proxy says who asks; this machine asks as %s", saw.Client)
	}
	return ToFix("who asks as %s counts as %s, a proxy before yours by which all come: name it in HILO_PROXY too", bareAddress(wrote[0]), saw.Client)
}

// trusts tells whether an address is in a list like HILO_PROXY.
func trusts(list []string, address string) bool {
	at, err := netip.ParseAddr(address)
	return err == nil && slices.ContainsFunc(list, func(text string) bool {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		one, _ := netip.ParseAddr(text)
		return err == nil && network.Contains(at) || one.Unmap() == at
	})
}

// bareAddress is an address that may have a port, as some proxies write it.
func bareAddress(text string) string {
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap().String()
	}
	if at, err := netip.ParseAddr(strings.Trim(text, `[]"`)); err == nil {
		return at.Unmap().String()
	}
	return text
}
