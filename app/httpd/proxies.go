package httpd

import (
	"net/netip"
	"strings"
)

// proxies are the addresses whose word about the client we take.
type proxies []netip.Prefix

func parseProxies(list []string) (proxies, error) {
	var out proxies
	for _, text := range list {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			addr, err2 := netip.ParseAddr(strings.TrimSpace(text))
			if err2 != nil {
				return nil, err
			}
			p = netip.PrefixFrom(addr, addr.BitLen())
		}
		out = append(out, plainPrefix(p))
	}
	return out, nil
}

// plainPrefix writes a network of IPv4 that was written as one of IPv6 as what it is.
func plainPrefix(p netip.Prefix) netip.Prefix {
	const mapped = 96 // bits before the IPv4 address (RFC 4291, 2.5.5.2)
	if p.Addr().Is4In6() && p.Bits() >= mapped {
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	return p.Masked()
}

// plain is an address in the one form that we compare.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func (p proxies) trust(a netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(plain(a)) {
			return true
		}
	}
	return false
}
