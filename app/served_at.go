package app

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// usualURL is HILO_URL where nobody sets it.
const usualURL = "http://localhost:3000"

// addressFile keeps the address that the installation was last served at, so that the
// commands beside it write links which lead there.
func addressFile(database string) string { return filepath.Join(filepath.Dir(database), "address") }

// lastServed is c at the address that it was last served at, where none is set.
func (c Config) lastServed() Config {
	if strings.TrimRight(c.URL, "/") != usualURL {
		return c
	}
	if kept, err := os.ReadFile(addressFile(c.Database)); err == nil {
		c.URL = strings.TrimSpace(string(kept))
	}
	return c
}

// apart warns where a public address cannot be that of what listens; "" else. By https
// a proxy stands between, which may be anywhere.
func apart(public, listens string) string {
	u, err := url.Parse(public)
	_, port, err2 := net.SplitHostPort(listens)
	if err != nil || err2 != nil || u.Scheme != "http" {
		return ""
	}
	said := u.Port()
	if said == "" {
		said = "80"
	}
	if said == port {
		return ""
	}
	return fmt.Sprintf("HILO_URL leads to port %s, but HILO_ADDR listens on port %s: unless something forwards it, no link and no form leads here", said, port)
}
