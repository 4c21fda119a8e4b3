package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// A page is compressed as far as the browser says it reads that; a stream never is.
func TestCompression(t *testing.T) {
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	for _, path := range []string{"/tickets", "/nowhere", "/settings"} {
		plain := b.Get(path)
		for accept, want := range map[string]string{
			"": "", "identity": "", "gzip": "gzip", "br": "br", "gzip, deflate, br, zstd": "br", "gzip;q=1, br;q=0": "gzip", "gzip;q=0": "", "deflate": "", "x-nonsense": "",
		} {
			a := b.With("Accept-Encoding", accept).Get(path)
			if a.Header.Get("Content-Encoding") != want || !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s for %q: %q, Vary %q", path, accept, a.Header.Get("Content-Encoding"), a.Header.Get("Vary"))
				continue
			}
			if got := unpacked(t, a); unpadded(got) != unpadded(plain.Body) {
				t.Errorf("%s for %q holds something else: %.80q", path, accept, got)
			}
		}
	}
	s := b.With("Accept-Encoding", "gzip, br").Listen(ticket.Path() + "/live?after=2")
	if e := s.Next(); s.Header.Get("Content-Encoding") != "" || e.ID != "2" {
		t.Errorf("the stream is %q and begins with %+v", s.Header.Get("Content-Encoding"), e)
	}
}

func unpacked(t *testing.T, a sitetest.Answer) string {
	t.Helper()
	var r io.Reader = strings.NewReader(a.Body)
	switch a.Header.Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		var err error
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
