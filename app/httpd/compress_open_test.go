package httpd

import (
	"bytes"
	"crypto/rand"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// A page that is packed around a hole is whole with whatever fills that, wherever it is.
func TestPackOpen(t *testing.T) {
	hole, prose := rand.Text(), strings.Repeat(`<p dir="auto">I sent the transfer on Tuesday, and my bank says that it left.</p>`, 200)
	for _, at := range []int{0, 1, 5000, len(prose) - 2} {
		html := []byte(prose[:at] + hole + prose[at:])
		open, err := PackOpen(html, hole)
		if err != nil || len(open) > len(html)/20 {
			t.Fatalf("at %d: %d bytes, %v", at, len(open), err)
		}
		for range 20 {
			key := []byte(rand.Text())
			got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(bytes.Replace(open, []byte(hole), key, 1))))
			if want := bytes.Replace(html, []byte(hole), key, 1); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("at %d: another page, %v", at, err)
			}
		}
	}
	for _, html := range []string{prose, prose + hole, ""} {
		if _, err := PackOpen([]byte(html), hole); err == nil {
			t.Errorf("%d bytes have no hole to fill", len(html))
		}
	}
}
