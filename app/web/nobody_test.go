package web_test

import (
	"testing"

	"hilo/app/sitetest"
)

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
