package httpd

import (
	"net/netip"
	"testing"
)

// Who asks is read from the right, as far as trusted proxies wrote it; what
// stands further left is the client's own invention.
func TestClientAddress(t *testing.T) {
	for _, tt := range []struct{ name, trusted, remote, forwarded, want string }{
		{"no proxy is trusted", "", "203.0.113.9", "6.6.6.6", "203.0.113.9"},
		{"not even this machine", "", "127.0.0.1", "6.6.6.6", "127.0.0.1"},
		{"a stranger pretends to be a proxy", "10.0.0.0/8", "203.0.113.9", "10.0.0.1", "203.0.113.9"},
		{"a proxy tells", "10.0.0.0/8", "10.0.0.1", "203.0.113.9", "203.0.113.9"},
		{"the client invents a hop", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"},
		{"the client invents a proxy", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, 10.0.0.2, 203.0.113.9", "203.0.113.9"},
		{"two proxies", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"only proxies", "10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
		{"nothing is told", "10.0.0.0/8", "10.0.0.1", "", "10.0.0.1"},
		{"nonsense", "10.0.0.0/8", "10.0.0.1", "unknown", "10.0.0.1"},
		{"nonsense behind a proxy", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, x, 10.0.0.2", "10.0.0.2"},
		{"with its port", "10.0.0.0/8", "10.0.0.1", "203.0.113.9:4000", "203.0.113.9"},
		{"IPv6 with its port", "10.0.0.0/8", "10.0.0.1", "[2001:db8::1]:4000", "2001:db8::1"},
		{"IPv6 in brackets", "10.0.0.0/8", "10.0.0.1", "[2001:db8::1]", "2001:db8::1"},
		{"IPv4 in IPv6, with its port", "10.0.0.0/8", "10.0.0.1", "[::ffff:203.0.113.9]:4000", "203.0.113.9"},
		{"in quotes", "10.0.0.0/8", "10.0.0.1", `"203.0.113.9"`, "203.0.113.9"},
		{"IPv6 in quotes, with its port", "10.0.0.0/8", "10.0.0.1", `"[2001:db8::1]:4000"`, "2001:db8::1"},
		{"as in Forwarded", "10.0.0.0/8", "10.0.0.1", "for=203.0.113.9", "203.0.113.9"},
		{"as in Forwarded, with all", "10.0.0.0/8", "10.0.0.1", `proto=https;For="[2001:db8::1]:4000";by=10.0.0.1`, "2001:db8::1"},
		{"blanks around", "10.0.0.0/8", "10.0.0.1", "  6.6.6.6 ,\t203.0.113.9:4000  ", "203.0.113.9"},
		{"a proxy with its port", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, 203.0.113.9:4000, 10.0.0.2:4001", "203.0.113.9"},
		{"empty items", "10.0.0.0/8", "10.0.0.1", "203.0.113.9, , 10.0.0.2,,", "203.0.113.9"},
		{"a zone", "10.0.0.0/8", "10.0.0.1", "fe80::7%eth0", "fe80::7"},
		{"unknown, with a port", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, unknown:4000", "10.0.0.1"},
		{"a made-up name", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, for=_hidden", "10.0.0.1"},
		{"no brackets", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, ]203.0.113.9[", "10.0.0.1"},
		{"a port that is none", "10.0.0.0/8", "10.0.0.1", "6.6.6.6, 203.0.113.9:99999", "10.0.0.1"},
		{"a single proxy, written in IPv6", "::ffff:10.0.0.1", "10.0.0.1", "203.0.113.9", "203.0.113.9"},
		{"both written in IPv6", "::ffff:10.0.0.1", "::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"},
		{"a network, written in IPv6", "::ffff:10.0.0.0/104", "10.9.8.7", "203.0.113.9", "203.0.113.9"},
		{"not of that network", "::ffff:10.0.0.0/104", "11.0.0.1", "203.0.113.9", "11.0.0.1"},
		{"a proxy on the link", "fe80::1%eth0", "fe80::1", "203.0.113.9", "203.0.113.9"},
		{"a network with host bits", "10.0.0.1/8", "10.9.8.7", "203.0.113.9", "203.0.113.9"},
		{"a single proxy", "10.0.0.1", "10.0.0.1", "203.0.113.9", "203.0.113.9"},
		{"IPv6", "fd00::/8", "fd00::1", "2001:db8::7", "2001:db8::7"},
		{"IPv4 in IPv6", "10.0.0.0/8", "::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"},
		{"an empty hop", "10.0.0.0/8", "10.0.0.1", ",", "10.0.0.1"},
	} {
		var list []string
		if tt.trusted != "" {
			list = []string{tt.trusted}
		}
		p, err := parseProxies(list)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.client(netip.MustParseAddr(tt.remote).Unmap(), tt.forwarded); got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if _, err := parseProxies([]string{"proxy.example"}); err == nil {
		t.Error("a name is no address")
	}
}

// Whatever a client invents, the line that a trusted proxy ends is believed.
func FuzzClientAddress(f *testing.F) {
	proxy, real := netip.MustParseAddr("10.0.0.1"), "203.0.113.9"
	trusted, err := parseProxies([]string{"10.0.0.0/8"})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", ",", "10.0.0.2", "6.6.6.6, 10.0.0.2", "::ffff:10.0.0.2, ", "[::1]:80", "10.0.0.2%eth0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, invented string) {
		if got := trusted.client(proxy, invented+", "+real); got.String() != real {
			t.Errorf("%q makes it %s", invented, got)
		}
		if got := trusted.client(netip.MustParseAddr(real), invented); got.String() != real {
			t.Errorf("%q of a stranger makes it %s", invented, got)
		}
	})
}
