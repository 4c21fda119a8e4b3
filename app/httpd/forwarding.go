package httpd

import (
	"log/slog"
	"net/netip"
	"slices"

	"github.com/gofiber/fiber/v2"
)

// forwarding are the headers by which a proxy says for whom it asks.
var forwarding = []string{fiber.HeaderXForwardedFor, "Forwarded", fiber.HeaderXForwardedHost, fiber.HeaderXForwardedProto, "X-Real-IP"}

// Forwarded tells whether a proxy says so, whoever it is.
func Forwarded(c *fiber.Ctx) bool {
	return slices.ContainsFunc(forwarding, func(name string) bool { return c.Get(name) != "" })
}

// Unnamed tells whether a request came through a proxy on this machine that the
// operator did not name: who asks cannot be told from anybody else who does. The
// first such one is a warning; the desk keeps saying it to admins.
func (s *Server) Unnamed(c *fiber.Ctx) bool {
	remote, _ := netip.ParseAddr(c.Context().RemoteIP().String())
	if remote = remote.Unmap(); !remote.IsLoopback() || s.proxies.trust(remote) || !Forwarded(c) {
		return false
	}
	if s.proxied.CompareAndSwap(false, true) {
		slog.Warn("requests come through a proxy on this machine that HILO_PROXY does not name: limits cannot tell people apart", "proxy", remote)
	}
	return true
}

// Proxied tells whether there was such a request since the start.
func (s *Server) Proxied() bool { return s.proxied.Load() }
