package httpd

import (
	"bytes"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ClientIP is who really asks: X-Forwarded-For is read from the right, as far
// as trusted proxies wrote it. What stands further left is the client's own
// invention.
func (s *Server) ClientIP(c *fiber.Ctx) string {
	remote, _ := netip.ParseAddr(c.Context().RemoteIP().String())
	return s.proxies.client(remote, ForwardedFor(c)).String()
}

// ForwardedFor is X-Forwarded-For as it came: some proxies write a line of their own, below
// the client's.
func ForwardedFor(c *fiber.Ctx) string {
	return string(bytes.Join(c.Request().Header.PeekAll(fiber.HeaderXForwardedFor), []byte(",")))
}

func (p proxies) client(remote netip.Addr, forwarded string) netip.Addr {
	hops := strings.Split(forwarded, ",")
	at := plain(remote)
	for i := len(hops) - 1; i >= 0 && p.trust(at); i-- {
		text := strings.TrimSpace(hops[i])
		if text == "" {
			continue // an empty item is none (RFC 9110, 5.6.1)
		}
		hop, known := hopOf(text)
		if !known {
			break
		}
		at = hop
	}
	return at
}

// hopOf reads one item as gateways write it: an address, maybe with a port or in
// quotes, or an element of Forwarded (RFC 7239, 4) in the wrong header. Others
// say "unknown" or make up a name: then nobody is known.
func hopOf(text string) (netip.Addr, bool) {
	for pair := range strings.SplitSeq(text, ";") {
		if name, value, named := strings.Cut(pair, "="); named && strings.EqualFold(strings.TrimSpace(name), "for") {
			text = value
			break
		}
	}
	text = strings.TrimSpace(strings.Trim(strings.TrimSpace(text), `"`))
	if at, err := netip.ParseAddrPort(text); err == nil {
		return plain(at.Addr()), true
	}
	if inside, bracketed := strings.CutPrefix(text, "["); bracketed {
		text = strings.TrimSuffix(inside, "]")
	}
	addr, err := netip.ParseAddr(text)
	return plain(addr), err == nil
}
