package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Healthcheck asks the server that listens at cfg's address whether it is ready, and returns
// what it answers; an error says that it is not, or that none is there.
func Healthcheck(ctx context.Context, cfg Config) (string, error) {
	set, err := cfg.check()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reached(set.Addr)+"/readyz", nil)
	if err != nil {
		return "", fmt.Errorf("HILO_ADDR: %w", err)
	}
	a, err := new(http.Transport).RoundTrip(r) // by no proxy, wherever it leads
	if err != nil {
		return "", fmt.Errorf("no server answers at %s (HILO_ADDR): %w", r.URL.Host, err)
	}
	defer a.Body.Close()
	said, err := io.ReadAll(io.LimitReader(a.Body, 1000))
	if answer := strings.TrimSpace(string(said)); err != nil || a.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s: %q", r.URL, a.Status, answer)
	} else {
		return answer, nil
	}
}

// reached is where a server that listens at addr is found from its own machine: one that
// listens everywhere is found on the loopback.
func reached(addr string) string {
	host, port, _ := net.SplitHostPort(addr) // checked before
	switch at, err := netip.ParseAddr(host); {
	case host == "" || err == nil && at.IsUnspecified() && at.Is4():
		host = "127.0.0.1"
	case err == nil && at.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}
