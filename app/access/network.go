package access

import "net/netip"

// UnnamedProxy is the address of whoever comes through a proxy on this machine
// that nobody told us of: all of them are one network.
const UnnamedProxy = "unnamed proxy"

// asker is a browser that asks for a code, as budgets count: by its address,
// the IPv6 /56 that a household may have, and its network. ” is not counted.
type asker struct {
	address, subnet, network string
	near                     string // whose asks for one target are counted together
}

// askerOf counts nobody for loopback without a proxy: that is this machine.
func askerOf(ip string) asker {
	if ip == UnnamedProxy {
		return asker{network: ip, near: ip}
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return asker{address: "unknown", network: "unknown", near: "unknown"}
	}
	addr = addr.Unmap().WithZone("")
	within := func(bits int) string { return netip.PrefixFrom(addr, bits).Masked().String() }
	switch {
	case addr.IsLoopback():
		return asker{}
	case addr.Is4():
		return asker{address: addr.String(), network: within(24), near: addr.String()}
	}
	return asker{address: within(64), subnet: within(56), network: within(48), near: within(64)}
}

// Network is the keyed hash of the network around an address.
func (auth *Auth) Network(ip string) string {
	return tag(auth.secret.limits, "network/"+askerOf(ip).network)
}

// Network is what an IP address counts as: IPv6 by /64, which is one household.
// Empty for loopback: that is a proxy which nobody told us of, or this machine,
// and says nothing of who asks; to count it would shut everyone out at once.
func Network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return "unknown"
	}
	addr = addr.Unmap().WithZone("")
	if addr.IsLoopback() {
		return ""
	}
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, 64).Masked().String()
}

// around is the network around an IP address, of which one may have all: an IPv4 /24 or
// IPv6 /48. Empty where Network is.
func around(ip string) string {
	if own := Network(ip); own == "" || own == "unknown" {
		return own
	}
	return askerOf(ip).network
}
