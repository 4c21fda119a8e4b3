package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hilo/app/access"
	"hilo/app/probe"
	"hilo/app/sitetest"
)

// checkKey is what the secret file of a site says of checks.
func checkKey(t *testing.T, site *sitetest.Site) []byte {
	t.Helper()
	secret, err := access.LoadSecret(site.Plan.Config.SecretFile)
	if err != nil {
		t.Fatal(err)
	}
	return secret.Key(probe.Key)
}

// signed is a browser whose next request is one of hilo doctor.
func signed(t *testing.T, site *sitetest.Site, what probe.What) *sitetest.Browser {
	return site.Stranger().With(probe.Header, probe.Sign(checkKey(t, site), what, site.Plan.Now())).With("Sec-Fetch-Site", "")
}

// Who signs a request hears what the server sees of it, and nothing else.
func TestCheckTellsWhatIsSeen(t *testing.T) {
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Proxy = []string{"127.0.0.1"} })
	a := signed(t, site, probe.Seen).With("X-Forwarded-For", "192.0.2.1, 203.0.113.7").Get(probe.Path)
	var saw probe.Sight
	if err := json.Unmarshal([]byte(a.Body), &saw); err != nil || a.Status != 200 {
		t.Fatalf("%d: %v: %q", a.Status, err, a.Body)
	}
	if saw.Client != "203.0.113.7" || saw.Forwarded != "192.0.2.1, 203.0.113.7" || !strings.HasPrefix(saw.Peer, "127.0.0.1:") || saw.URL != site.URL ||
		len(saw.Proxies) != 1 || saw.Upload < 250<<20 || saw.Beat <= 0 || saw.Descriptors <= 0 || !strings.HasPrefix(saw.Version, "hilo ") {
		t.Errorf("%+v", saw)
	}
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control: %q", got)
	}
}

// Without a fresh signature for it there is nothing at that address, whatever is asked:
// it is what never was, in every way to ask.
func TestCheckIsNothingForStrangers(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	used := probe.Sign(checkKey(t, site), probe.Seen, site.Plan.Now())
	if a := site.Stranger().With(probe.Header, used).Get(probe.Path); a.Status != 200 {
		t.Fatal(a.Status)
	}
	for name, header := range map[string]string{
		"no signature": "", "used": used, "forged": probe.Sign([]byte("another key"), probe.Seen, site.Plan.Now()),
		"old":                  probe.Sign(checkKey(t, site), probe.Seen, site.Plan.Now().Add(-time.Minute-2*time.Second)),
		"early":                probe.Sign(checkKey(t, site), probe.Seen, site.Plan.Now().Add(time.Hour)),
		"of what is not asked": probe.Sign(checkKey(t, site), "all", site.Plan.Now()),
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} {
			for _, from := range []string{"same-origin", "cross-site"} {
				b := site.Stranger().With("Sec-Fetch-Site", from).With(probe.Header, header)
				a, never := b.Do(method, probe.Path, "", nil), b.Do(method, "/.well-known/hilo-never", "", nil)
				if fingerprint(a, probe.Path) != fingerprint(never, "/.well-known/hilo-never") {
					t.Errorf("%s, %s %s: told from what never was:\n%s\n%s", name, method, from, fingerprint(a, probe.Path), fingerprint(never, "/.well-known/hilo-never"))
				}
				if from == "same-origin" && a.Status != 404 {
					t.Errorf("%s, %s: %d", name, method, a.Status)
				}
			}
		}
	}
	for what, method := range map[probe.What]string{probe.Seen: "POST", probe.Stream: "POST", probe.Body: "GET"} {
		if a := signed(t, site, what).With("Sec-Fetch-Site", "same-origin").Do(method, probe.Path, "", nil); a.Status != 404 {
			t.Errorf("%s signed for %s: %d", method, what, a.Status)
		}
	}
	if a := signed(t, site, probe.Seen).Get(probe.Path + "/more"); a.Status != 404 {
		t.Errorf("below it: %d", a.Status)
	}
}

// Its stream is like a page's: it begins at once, beats, and there are few.
func TestCheckStreams(t *testing.T) {
	site := sitetest.Start(t)
	refused := 0
	for range 20 {
		stream := signed(t, site, probe.Stream).Listen(probe.Path)
		switch stream.StatusCode {
		case http.StatusOK:
			if e := stream.Next(); e.ID != "check" {
				t.Errorf("it begins with %+v", e)
			}
			if kind := stream.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/event-stream") || stream.Header.Get("X-Accel-Buffering") != "no" {
				t.Errorf("its head: %v", stream.Header)
			}
		case http.StatusTooManyRequests:
			refused++
		default:
			t.Errorf("%d", stream.StatusCode)
		}
	}
	if refused != 4 {
		t.Errorf("%d of 20 were refused", refused)
	}
}

// Its body is counted up to that of the largest form, and nothing of it is kept.
func TestCheckTakesABody(t *testing.T) {
	site := sitetest.Start(t)
	before := filesOf(t, site)
	for _, n := range []int{0, 1, 5 << 20} {
		a := signed(t, site, probe.Body).Do(http.MethodPost, probe.Path, "application/octet-stream", bytes.NewReader(make([]byte, n)))
		var took probe.Taken
		if err := json.Unmarshal([]byte(a.Body), &took); err != nil || a.Status != 200 || took.Bytes != int64(n) {
			t.Errorf("%d bytes: %d, %v, %+v", n, a.Status, err, took)
		}
	}
	if now := filesOf(t, site); now != before {
		t.Errorf("%d files lie there, %d before", now, before)
	}
}

// filesOf counts what lies where a site keeps files.
func filesOf(t *testing.T, site *sitetest.Site) (n int) {
	t.Helper()
	err := filepath.WalkDir(site.Plan.Config.Files, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
