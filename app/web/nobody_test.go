package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hilo/app/sitetest"
)

// Nobody is told why they are to sign in, by the number alone: the same bytes for a ticket
// and for none.
func TestNobodyReadsWhichTicketWaits(t *testing.T) {
	site := sitetest.Start(t)
	real := site.GuestTicket().Number
	for locale, says := range map[string]string{"es": "Entra para ver el ticket ", "en": "Sign in to see ticket "} {
		b := site.Stranger().With("Accept-Language", locale)
		var pages []string
		for _, at := range []string{"/tickets/", "/desk/tickets/"} {
			for _, n := range []string{fmt.Sprint(real), noTicket} {
				a := b.Get(b.Get(at + n).Location)
				has(t, a, 200, "<h1>"+says+n+"</h1>", "<title>"+says+n)
				pages = append(pages, strings.ReplaceAll(a.Body, n, "N"))
			}
		}
		if pages[0] != pages[1] || pages[2] != pages[3] {
			t.Errorf("%s: a ticket can be told from none", locale)
		}
		for _, next := range []string{"/tickets", "/tickets/new", "/tickets/12345678/x", "/tickets/12345678<b>", "//evil.example/tickets/12345678"} {
			has(t, b.Get("/sign-in?next="+url.QueryEscape(next)), 200, "!"+says)
		}
	}
}

// However a script or the worker asks for nobody, it is not led to a page; who goes to one is.
func TestNobodyIsLedToPagesOnly(t *testing.T) {
	site := sitetest.Start(t)
	script := site.Stranger().With("Accept", "*/*")
	for _, tt := range []struct {
		what   string
		b      *sitetest.Browser
		method string
		path   string
		want   int
	}{
		{"a page", site.Stranger(), "GET", "/tickets", 303},
		{"a page, by a plain program", script, "GET", "/tickets", 303},
		{"a page, by a tap", script.With("Sec-Fetch-Mode", "navigate"), "GET", "/tickets", 303},
		{"a page, by a tap, as Firefox passes it through the worker", script.With("Sec-Fetch-Mode", "same-origin").With("Accept", "text/html,*/*;q=0.8").With("Upgrade-Insecure-Requests", "1"), "GET", "/tickets", 303},
		{"a page, by fetch", script.With("Sec-Fetch-Mode", "cors"), "GET", "/tickets", 401},
		{"a page, by the worker", script.With("X-Offline", "keep"), "GET", "/tickets", 401},
		{"JSON", script.With("Accept", "application/json"), "GET", "/tickets/12345678", 401},
		{"a form", site.Stranger(), "POST", "/settings", 303},
		{"the test button", site.Stranger(), "POST", "/push/test", 303},
		{"the test button's route", script, "POST", "/push/test", 401},
		{"a seen mark", script, "POST", "/tickets/12345678/seen", 401},
		{"a draft", script, "PUT", "/drafts/new", 401},
		{"an upload", script, "POST", "/uploads", 401},
		{"typing", script, "POST", "/desk/tickets/12345678/typing", 401},
	} {
		if a := tt.b.Do(tt.method, tt.path, "", nil); a.Status != tt.want || (a.Location == "") != (tt.want == 401) {
			t.Errorf("%s: %d to %q, want %d", tt.what, a.Status, a.Location, tt.want)
		}
	}
}
