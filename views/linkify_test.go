package views_test

import (
	"strings"
	"testing"

	"hilo/views"
)

func TestLinkify(t *testing.T) {
	for _, tt := range []struct{ name, give, want string }{
		{"markup is text", `<b onclick="x">&</b>`, `<p>&lt;b onclick=&#34;x&#34;&gt;&amp;&lt;/b&gt;</p>`},
		{"paragraphs and lines", "a\nb\n\n\n\nc", "<p>a<br>b</p><p>c</p>"},
		{"an address ends before the full stop", "see https://x.example/a?b=1&c=2.", `<p>see <a href="https://x.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc" target="_blank">https://x.example/a?b=1&amp;c=2</a>.</p>`},
		{"no scheme but http", "javascript:alert(1) data:x //evil.example ftp://x", "<p>javascript:alert(1) data:x //evil.example ftp://x</p>"},
		{"no user in an address", "https://bank.example@evil.example/", "<p>https://bank.example@evil.example/</p>"},
		{"a quote ends an address", `https://x.example/"onmouseover="x`, `<p><a href="https://x.example/" rel="noopener noreferrer nofollow ugc" target="_blank">https://x.example/</a>&#34;onmouseover=&#34;x</p>`},
		{"template syntax is text", "{{.}} ${1}", "<p>{{.}} ${1}</p>"},
		{"nothing", "\n\n", ""},
	} {
		if got := string(views.Linkify(tt.give)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

func FuzzLinkify(f *testing.F) {
	for _, s := range []string{"<script>", "https://x/<b>", "https://a\nhttps://b", "\x00https://é/?\"'", "http://[::1", strings.Repeat("https://", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := string(views.Linkify(s))
		for _, tag := range strings.Split(got, "<")[1:] {
			if !strings.HasPrefix(tag, "p>") && !strings.HasPrefix(tag, "/p>") && !strings.HasPrefix(tag, "br>") && !strings.HasPrefix(tag, `a href="http`) && !strings.HasPrefix(tag, "/a>") {
				t.Fatalf("%q let through <%s", s, tag)
			}
		}
	})
}
