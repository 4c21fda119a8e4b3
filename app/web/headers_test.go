package web_test

import (
	"strings"

	"hilo/app/sitetest"
)

// headers checks what every answer carries; the matrix asks it of each.
func (c *cell) headers(a sitetest.Answer, path string) {
	c.Helper()
	h := a.Header
	policy := "; " + h.Get("Content-Security-Policy") + ";"
	for _, must := range []string{"; default-src 'none';", "; frame-ancestors 'none';"} {
		if !strings.Contains(policy, must) {
			c.Errorf("%s (%d) has the policy %q", path, a.Status, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" {
		c.Errorf("%s (%d): policy %q, nosniff %q", path, a.Status, policy, h.Get("X-Content-Type-Options"))
	}
	referrer := "same-origin"
	if strings.HasPrefix(path, "/g/") || strings.HasPrefix(path, "/u/") || strings.HasPrefix(path, "/staff/") {
		referrer = "no-referrer"
	}
	if h.Get("Referrer-Policy") != referrer {
		c.Errorf("%s (%d) has the referrer policy %q", path, a.Status, h.Get("Referrer-Policy"))
	}
	// Under no-referrer, browsers without Sec-Fetch-Site post "Origin: null": such a page says otherwise for its own forms.
	if meta := strings.Contains(a.Body, `<meta name="referrer" content="same-origin">`); strings.Contains(a.Body, "<head>") && meta != (referrer == "no-referrer") {
		c.Errorf("%s (%d) has a referrer policy of its own: %v", path, a.Status, meta)
	}
	if path == "/sw.js" && h.Get("Cache-Control") != "no-cache" {
		c.Errorf("the worker may be kept: %q", h.Get("Cache-Control"))
	}
	if !strings.HasPrefix(path, "/static/") && path != "/sw.js" && h.Get("Cache-Control") != "no-store" {
		c.Errorf("%s (%d) may be kept: %q", path, a.Status, h.Get("Cache-Control"))
	}
	if strings.HasPrefix(path, "/files/") && a.Status == 200 && !strings.Contains(policy, "; sandbox;") {
		c.Errorf("a file has the policy %q", policy)
	}
	if h.Get("Server") != "" {
		c.Errorf("%s names its server", path)
	}
}
