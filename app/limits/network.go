package limits

import "net/netip"

// UnnamedProxy is the address of whoever comes through a proxy on this machine
// that nobody told us of: all of them are one network.
const UnnamedProxy = "unnamed proxy"

// Asker is a browser that asks for a code, as budgets count: by its address,
// the IPv6 /56 that a household may have, and its network. ” is not counted.
type Asker struct {
	Address, Subnet, Network string
	Near                     string // whose asks for one target are counted together
}

// AskerOf is who asks from an IP address. It counts nobody for loopback without a proxy: that is this machine.
func AskerOf(ip string) Asker {
	if ip == UnnamedProxy {
		return Asker{Network: ip, Near: ip}
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return Asker{Address: "unknown", Network: "unknown", Near: "unknown"}
	}
	addr = addr.Unmap().WithZone("")
	within := func(bits int) string { return netip.PrefixFrom(addr, bits).Masked().String() }
	switch {
	case addr.IsLoopback():
		return Asker{}
	case addr.Is4():
		return Asker{Address: addr.String(), Network: within(24), Near: addr.String()}
	}
	return Asker{Address: within(64), Subnet: within(56), Network: within(48), Near: within(64)}
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
	return AskerOf(ip).Network
}
