package access

import (
	"net/url"
	"strings"
	"testing"
)

// Whatever a link says, a sign-in leads to a page of ours.
func FuzzOwnPath(f *testing.F) {
	at, err := url.Parse("https://help.example/sign-in/verify")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"/tickets?q=%2f%2fa#b", "//evil", "/\\evil", "/%2f%2fevil", "/%5cevil", "/.//evil", "/..//evil", "https:evil", "javascript:x", "/a%0d%0aX: y", "/\tevil", "/@evil", "/;//evil", "/%e2%81%84evil"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got := OwnPath(next)
		if got == "" {
			return
		}
		u, err := at.Parse(got)
		if err != nil || u.Host != at.Host || u.Scheme != at.Scheme || got[0] != '/' || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(got, "\\\r\n\t\x00") {
			t.Errorf("%q leads to %q", next, got)
		}
	})
}
