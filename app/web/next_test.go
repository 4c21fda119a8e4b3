package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hilo/app/sitetest"
)

// After signing in a person goes on to where they were, if that is a page of ours.
func TestNext(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	for next, want := range map[string]string{
		"":                              "/tickets",
		"/settings":                     "/settings",
		"/tickets?show=closed":          "/tickets?show=closed",
		"/tickets/12345678#entry-3":     "/tickets/12345678#entry-3",
		"//evil.example":                "/",
		"///evil.example":               "/",
		`/\evil.example`:                "/",
		`\\evil.example`:                "/",
		"/%5cevil.example":              "/",
		"https://evil.example":          "/",
		"https:evil.example":            "/",
		"javascript:alert(1)":           "/",
		"/a\r\nSet-Cookie: a=b":         "/",
		"/%0d%0aSet-Cookie: a=b":        "/",
		"/\tevil":                       "/",
		"tickets":                       "/",
		"?next=1":                       "/",
		"/a//b":                         "/",
		"/sign-out":                     "/",
		"/sign-in?next=/x":              "/",
		"/" + strings.Repeat("a", 3000): "/",
	} {
		b := site.Stranger()
		if a := b.SignIn("ana@example.com", next); a.Location != want || len(a.Header.Values("Location")) != 1 {
			t.Errorf("%.60q leads to %q, want %q", next, a.Location, want)
		}
		if a := b.Get("/sign-in?next=" + url.QueryEscape(next)); a.Location != want || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%.60q, signed in already, leads to %q, want %q", next, a.Location, want)
		}
	}
	// One types at once; on a phone the keyboard would hide the page.
	for agent, ready := range map[string]bool{
		"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0":                                                                    true,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1": false,
		"Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36":      false,
	} {
		b := site.Stranger().With("User-Agent", agent)
		if page := b.Get("/sign-in").Body; strings.Contains(page, "autofocus") != ready {
			t.Errorf("%s: the focus waits for the address: %v", agent, !ready)
		}
	}
}
