package views

import (
	"regexp"
	"strings"
	"testing"
)

const ugc = `" rel="noopener noreferrer nofollow ugc" target="_blank">`

func TestLinkify(t *testing.T) {
	for _, tt := range []struct{ name, give, want string }{
		{"markup is text", `<b onclick="x">&</b>`, `<p dir="auto">&lt;b onclick=&#34;x&#34;&gt;&amp;&lt;/b&gt;</p>`},
		{"paragraphs and lines", "a\nb\n\nc", `<p dir="auto">a<br>b</p><p dir="auto">c</p>`},
		{"as many empty lines as there were", "a\n\n\n\nb\n\n\nc\n\n", `<p dir="auto">a</p><p dir="auto"><br><br>b</p><p dir="auto"><br>c</p>`},
		{"indents, columns and tabs", "    total  used\nMem:\t7964  ", `<p dir="auto" class="columns" tabindex="0">    total  used<br>Mem:` + "\t" + `7964  </p>`},
		{"prose beside them", "a  1\nb  2\n\na  1", `<p dir="auto" class="columns" tabindex="0">a  1<br>b  2</p><p dir="auto">a  1</p>`},
		{"each paragraph its direction", "שלום לכם\n\nHello", `<p dir="auto">שלום לכם</p><p dir="auto">Hello</p>`},
		{"an address ends before the full stop", "see https://x.example/a?b=1&c=2.", `<p dir="auto">see <a dir="ltr" href="https://x.example/a?b=1&amp;c=2` + ugc + `https://x.example/a?b=1&amp;c=2</a>.</p>`},
		{"a quote ends an address", `https://x.example/"onmouseover="x`, `<p dir="auto"><a dir="ltr" href="https://x.example/` + ugc + `https://x.example/</a>&#34;onmouseover=&#34;x</p>`},
		{"template syntax is text", "{{.}} ${1}", `<p dir="auto">{{.}} ${1}</p>`},
		{"a name of other letters leads to its ASCII", "https://soporte.españa.example/ñ", `<p dir="auto"><a dir="ltr" href="https://soporte.xn--espaa-rta.example/ñ` + ugc + `https://soporte.españa.example/ñ</a></p>`},
		{"code is as it is", "a\n```c++\n\n<b> https://x.example\n\n  a\tb\n```\nb", `<p dir="auto">a</p><div class="code" data-language="c++"><pre dir="ltr" tabindex="0" translate="no">` + "\n\n" + `&lt;b&gt; https://x.example` + "\n\n  a\tb" + `</pre></div><p dir="auto">b</p>`},
		{"nothing", "\n\n", ""},
	} {
		if got := string(Linkify(tt.give, true)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
	if got := string(Linkify("see https://x.example/&", false)); got != `<p dir="auto">see https://x.example/&amp;</p>` {
		t.Errorf("a stranger's: %s", got)
	}
}

// What of a text is a link, as it is shown.
func TestAddresses(t *testing.T) {
	for _, tt := range []struct {
		give string
		want []string
	}{
		// Brackets and quotes: one goes only without its partner inside.
		{"https://en.wikipedia.org/wiki/Terminator_(franchise)", []string{"https://en.wikipedia.org/wiki/Terminator_(franchise)"}},
		{"(mira https://example.com/a)", []string{"https://example.com/a"}},
		{"(https://en.wikipedia.org/wiki/Terminator_(franchise)).", []string{"https://en.wikipedia.org/wiki/Terminator_(franchise)"}},
		{"(ver (https://x.example/a_(b_(c))_d))", []string{"https://x.example/a_(b_(c))_d"}},
		{"[https://x.example/a[1]]", []string{"https://x.example/a[1]"}},
		{"https://x.example/a(b]c", []string{"https://x.example/a(b"}},
		{"https://x.example/a)b", []string{"https://x.example/a"}},
		{"https://x.example/a(", []string{"https://x.example/a"}},
		{"{https://x.example/{id}/x}", []string{"https://x.example/{id}/x"}},
		{"«https://x.example/a»", []string{"https://x.example/a"}},
		{"»https://x.example/a« y", []string{"https://x.example/a"}},
		{"“https://x.example/a”, ‘https://x.example/b’ „https://x.example/c“", []string{"https://x.example/a", "https://x.example/b", "https://x.example/c"}},
		{`'https://x.example/a' "https://x.example/b"`, []string{"https://x.example/a", "https://x.example/b"}},
		{"https://x.example/Rubik's_Cube https://x.example/L’Équipe", []string{"https://x.example/Rubik's_Cube", "https://x.example/L’Équipe"}},
		{"https://x.example/“Heroes”_(album)", []string{"https://x.example/“Heroes”_(album)"}},
		// Markdown, mail and markup.
		{"[x](https://x.example/a) y", []string{"https://x.example/a"}},
		{"[x](https://x.example/a_(b)) y", []string{"https://x.example/a_(b)"}},
		{"<https://x.example/a>", []string{"https://x.example/a"}},
		{"**https://x.example/a** `https://x.example/b`", []string{"https://x.example/a", "https://x.example/b"}},
		{"> https://x.example/a\t| https://x.example/b", []string{"https://x.example/a", "https://x.example/b"}},
		{"&lt;https://x.example/a?b=1&amp;c=2&gt;", []string{"https://x.example/a?b=1&amp;c=2"}},
		{"https://x.example/?a=1&lt=2&", []string{"https://x.example/?a=1&lt=2&"}},
		// The end of a sentence, in many scripts.
		{"https://x.example/a.b, https://x.example/c; https://x.example/d!?…", []string{"https://x.example/a.b", "https://x.example/c", "https://x.example/d"}},
		{"请看（https://example.com/fw1）。另见https://example.com/fw2，谢谢", []string{"https://example.com/fw1", "https://example.com/fw2"}},
		{"「https://example.com/a」と『https://example.com/b』、【https://example.com/c】《https://example.com/d》", []string{"https://example.com/a", "https://example.com/b", "https://example.com/c", "https://example.com/d"}},
		{"https://example.com/a。https://example.com/b！https://example.com/c？https://example.com/d：https://example.com/e；https://example.com/f、x", []string{"https://example.com/a", "https://example.com/b", "https://example.com/c", "https://example.com/d", "https://example.com/e", "https://example.com/f"}},
		{"｢https://example.com/a｣｡ ＜https://example.com/b＞ “https://example.com/c”。", []string{"https://example.com/a", "https://example.com/b", "https://example.com/c"}},
		{"https://example.com/fw1（见附件）", []string{"https://example.com/fw1"}},
		{"https://ja.example/wiki/作品「名」 https://ja.example/wiki/中文（简体）", []string{"https://ja.example/wiki/作品「名」", "https://ja.example/wiki/中文（简体）"}},
		{"见https://example.com，或https://example.com谢谢", []string{"https://example.com", "https://example.com"}},
		{"https://zh.example/wiki/中文", []string{"https://zh.example/wiki/中文"}},
		{"راجع https://x.example/ا، https://x.example/b؟ https://x.example/c؛", []string{"https://x.example/ا", "https://x.example/b", "https://x.example/c"}},
		{"https://x.example/a। https://x.example/b։ https://x.example/c።", []string{"https://x.example/a", "https://x.example/b", "https://x.example/c"}},
		{"ראו https://x.example/a/ב, תודה", []string{"https://x.example/a/ב"}},
		{"https://x.example/a👍 https://x.example/b\U0001FAE9 https://x.example/👍", []string{"https://x.example/a", "https://x.example/b", "https://x.example/👍"}},
		// Lists.
		{"https://x.example/1,https://x.example/2;http://x.example/3|https://x.example/4", []string{"https://x.example/1", "https://x.example/2", "http://x.example/3", "https://x.example/4"}},
		{"https://web.example/save/https://x.example/?u=https://y.example/a,b", []string{"https://web.example/save/https://x.example/?u=https://y.example/a,b"}},
		// Hosts.
		{"https://x.example:8080/a http://127.0.0.1:3000. http://localhost:3000/", []string{"https://x.example:8080/a", "http://127.0.0.1:3000", "http://localhost:3000/"}},
		{"https://[2001:db8::1]:443/a http://[::1] http://[::1 http://[x]/", []string{"https://[2001:db8::1]:443/a", "http://[::1]"}},
		{"HTTPS://X.EXAMPLE/A Https://x.example", []string{"HTTPS://X.EXAMPLE/A", "Https://x.example"}},
		{"https://x.example... https://x.example./a https://x.example: y https://x.example?q=1 https://x.example#a", []string{"https://x.example", "https://x.example./a", "https://x.example", "https://x.example?q=1", "https://x.example#a"}},
		{"_https://x.example_ https://a_b.example/_", []string{"https://x.example", "https://a_b.example/_"}},
		{"https://例え.jp/ https://пример.рф/а https://mañana.example", []string{"https://例え.jp/", "https://пример.рф/а", "https://mañana.example"}},
		{"https://gооgle.com/ https://аррӏе.com https://αpple.example https://日本а.jp", []string{"https://xn--ggle-55da.com/", "https://xn--80ak6aa92e.com", "https://xn--pple-zld.example", "https://xn--80a9311cb2a.jp"}},
		{"https://ｅｘａｍｐｌｅ.com/", []string{"https://example.com/"}},
		// Marks that turn the direction are never inside.
		{"https://x.example/a\u202egpj.exe https://x.ex\u2066ample/a https://x.example/\u200fb", []string{"https://x.example/a", "https://x.ex", "https://x.example/"}},
		{"https://fa.example/می\u200cخواهم\u200c", []string{"https://fa.example/می\u200cخواهم"}},
		// None.
		{"javascript:alert(1) data:x //evil.example ftp://x www.example.com example.com a@x.example mailto:a@x.example", nil},
		{"https://bank.example@evil.example/ https://a:b@x.example https://bank.example:443@evil.example", nil},
		{`https://bank.example\@evil.example/ https://bank.example%40evil.example https:// http:/// https://.x https://-`, nil},
	} {
		var got []string
		f := finder{text: tt.give}
		for l, ok := f.next(); ok; l, ok = f.next() {
			got = append(got, l.shown)
		}
		if strings.Join(got, " ") != strings.Join(tt.want, " ") {
			t.Errorf("%s\n got %q\nwant %q", tt.give, got, tt.want)
		}
	}
	long := "https://x.example/" + strings.Repeat("aZ9-(x)", 300)
	f := finder{text: long + "."}
	if l, ok := f.next(); !ok || l.shown != long {
		t.Errorf("%.40q of %d bytes", l.shown, len(long))
	}
}

// However hostile a text is, each of its runes is looked at a few times.
func TestAddressesTakeTheirTimeOnce(t *testing.T) {
	for _, part := range []string{
		"https://", "http://a", "https://a/", "https://a/(", "https://a/[({", "https://a/.", "https://a,", "https://a@", "https://a:", "://", "http://[", "http://[::1]", "https://a/&", "https://a/,h",
		"https://é", "https://é.a/“", "（https://a.b/（", "https://a.b。", "x@https://a.b/)", "https://a..", "```a\n", "````\n```\n", "https://a/，", "https://a?'",
	} {
		text := strings.Repeat(part, 20_000/len(part)+1)
		f := finder{text: text}
		for _, ok := f.next(); ok; _, ok = f.next() {
		}
		if most := 4 * len(text); f.looked > most {
			t.Errorf("%s: %d looks at %d bytes", part, f.looked, len(text))
		}
		Linkify(text, true)
	}
	for _, tail := range []string{".", "(", ",", "a", "é", "'", "（"} {
		f := finder{text: "https://a.b/" + strings.Repeat(tail, 20_000)}
		for _, ok := f.next(); ok; _, ok = f.next() {
		}
		if f.looked > 4*len(f.text) {
			t.Errorf("%s: %d looks", tail, f.looked)
		}
	}
}

var tags = regexp.MustCompile(`^(?:p dir="auto"(?: class="columns" tabindex="0")?|/p|br|div class="code" data-language="[\w.+#-]*"|pre dir="ltr" tabindex="0" translate="no"|/pre|/div|a dir="ltr" href="(?i:https?)://[^"<>]+" rel="[a-z ]+" target="_blank"|/a)>`)

func FuzzLinkify(f *testing.F) {
	for _, s := range []string{"<script>", "https://x/<b>", "https://a\nhttps://b", "\x00https://é/?\"'", "http://[::1", strings.Repeat("https://", 50), "https://a/“b”（c）", "```<b>\n<i>\n```"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, tag := range strings.Split(string(Linkify(s, true)), "<")[1:] {
			if !tags.MatchString(tag) {
				t.Fatalf("%q let through <%s", s, tag)
			}
		}
	})
}
