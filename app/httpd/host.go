package httpd

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// OurHost tells whether a request names our host (RFC 9110, 7.4). A proxy that
// we know, or that is on this machine, may name itself instead: then it has
// decided whom the request is for.
func (s *Server) OurHost(c *fiber.Ctx) bool {
	hosts := []string{string(c.Request().Header.Host()), string(c.Request().URI().Host())} // the address may name one too
	if s.isOurs(hosts[0]) && s.isOurs(hosts[1]) {
		return true
	}
	peer, _ := netip.ParseAddr(c.Context().RemoteIP().String())
	if peer = plain(peer); !peer.IsLoopback() && !s.proxies.trust(peer) {
		return false
	}
	if !local(hosts[0]) {
		s.foreign.Do(func() {
			slog.Warn("the proxy does not pass on which host was asked for; in nginx: proxy_set_header Host $host;", "host", hosts[0])
		})
	}
	return true
}

// isOurs tells whether a browser could call us so.
func (s *Server) isOurs(named string) bool {
	u, err := url.Parse(s.options.URL)
	return err == nil && strings.EqualFold(bareHost(named), bareHost(u.Host))
}

// bareHost is a host without its port and the dot of its root.
func bareHost(named string) string {
	if host, _, err := net.SplitHostPort(named); err == nil {
		named = host
	}
	return strings.Trim(strings.TrimSuffix(named, "."), "[]")
}

// local tells whether a name is this machine's.
func local(named string) bool {
	host := bareHost(named)
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
