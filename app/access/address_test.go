package access

import (
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, tt := range []struct{ raw, want string }{
		{" Ana@Example.COM ", ana},
		{"ana+x@example.com", "ana+x@example.com"},
		{"o'neil&co@mail.example.co.uk", "o'neil&co@mail.example.co.uk"},
		{"ana@español.example", "ana@xn--espaol-zwa.example"},
		{"ana@EXAMPLE.com", ana},
		{strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},
		{strings.Repeat("a", 65) + "@example.com", ""},
		{"", ""}, {"ana", ""}, {"@example.com", ""}, {"ana@", ""}, {"a@b@example.com", ""},
		{"a@localhost", ""}, {"a@127.0.0.1", ""}, {"a@[127.0.0.1]", ""}, {"a@[::1]", ""},
		{`"x y"@example.com`, ""}, {`"a> b"@x.example`, ""},
		{".a@example.com", ""}, {"a.@example.com", ""}, {"a..b@example.com", ""},
		{"a@example..com", ""}, {"a@.example.com", ""}, {"a@-x.com", ""}, {"a@x_y.com", ""},
		{"a\r\nBcc: b@example.com", ""}, {"a\x00@example.com", ""}, {"a@exa\nmple.com", ""}, {"a,b@example.com", ""},
		{"\u212Aim@example.com", ""}, // the Kelvin sign lowers to k
		{"añа@example.com", ""}, {"a@xn--.com", ""}, {"a@" + strings.Repeat("b", 64) + ".com", ""},
		{"a@" + strings.Repeat("bbbbbbbbb.", 25) + "com", ""},
	} {
		got, err := Canonical(tt.raw)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: %q, %v; want %q", tt.raw, got, err, tt.want)
		}
		if err != nil {
			refused(t, err, "access.email.invalid")
		}
	}
}

// An address is pasted with what stood around it.
func TestPastedAddress(t *testing.T) {
	for _, raw := range []string{
		"\u202aana@example.com\u202c", "\u200eana@example.com\u200f", "\u2068ana@example.com\u2069", "ana\u200b@exam\u200bple.com", "ana@example\u00ad.com",
		"\ufeffana@example.com", "ana@example.com\u2060", "\u061cana@example.com", "a\u034fna@example.com", "ana\ufe0f@example.com", "ana@example.com\u3164",
		"ana\u200d@example.com", "ana@example.com\u200c", "\U000e0061ana@example.com",
		"\u00a0ana@example.com\u00a0", "\u3000ana@example.com\u2003", "\tana@example.com\r\n", "\u202fana@example.com",
		"ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ana＠example.com", "ana﹫example.com", "ana@example。com",
		"mailto:ana@example.com", "MAILTO:Ana@Example.com?subject=Hola%20Ana", "mailto:ana%40example.com", "<mailto:ana@example.com>",
		"Ana <ana@example.com>", `"Ruiz, Ana" <ana@example.com>`, `"ana@example.com" <ana@example.com>`, "Ana Ruiz <ana@example.com>;", "<ana@example.com>", "＜ana@example.com＞",
		"ana@example.com.", "ana@example.com,", "ana@example.com;", "ana@example.com…", "ana@example.com:", "ana@example.com!", "ana@example.com。", "ana@example.com/",
		`"ana@example.com"`, "'ana@example.com'", "“ana@example.com”", "«ana@example.com»", "‘ana@example.com’", "(ana@example.com)", "[ana@example.com],", "¿ana@example.com?",
		"*ana@example.com*", "_ana@example.com_", "`ana@example.com`", "<ana@example.com>,", "('ana@example.com',)",
		"ana @ example.com", "ana@ example.com", "ana @example.com", "ana\u00a0@\u2009example.com", "Email: ana@example.com", "E-mail ana@example.com", "correo:ana@example.com", "Correo electrónico：ana@example.com",
		"Mi correo es ana@example.com, gracias.", "ana@example.com (Ana)", "ana@example.com gracias", "Ana (ana@example.com)", "Ana Ruiz ana@example.com", "Ana [ana@example.com]", "ana@example.com <ana@example.com>",
		"[ana@example.com](mailto:ana@example.com)", "[Ana](mailto:ana@example.com?subject=Hola)", "ana%40example.com", "ana%40example%2ecom", "ana&#64;example.com", "mailto:ana@example.com (Ana)",
	} {
		if got, err := Canonical(raw); got != ana || err != nil {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
	for _, tt := range []struct{ raw, want string }{
		{"'o@example.com", "'o@example.com"}, {"_ana@example.com", "_ana@example.com"}, {"ana@x-.com", ""}, {"ana@ex\u00admple.com", "ana@exmple.com"},
		{"ana@نامه\u200cای.example", "ana@xn--mgba3gch31f060k.example"}, {"ana+mailto:@example.com", ""},
		{"Ana <ana@example.com>, Luis <luis@example.com>", ""}, {"ana@example.com, luis@example.com", ""}, {"ana@example.com luis@example.com", ""},
		{"Ana ana@example.com", ""}, {"ana garcia@example.com", ""}, {"ana@example.com\r\nBcc: <eve@example.com>", ""}, {"Ana\r\nBcc: <eve@example.com>", ""},
		{"Mi correo es ana@example.com o luis@example.com", ""}, {"Soy @ana, ana@example.com", ""}, {"ana garcia @ example.com", ""}, {"Mi correo es ana@example", ""}, {"ana @ example . com", ""},
		{"Email: ana@b@example.com", ""}, {"Hola: a,b@example.com", ""}, {"100%40", ""}, {"ana%40b%40example.com", ""}, {"ana%0a%40example.com", ""}, {"[ana@example.com](mailto:eve@example.com)", ""},
		{"<ana@example.com> eve@example.com", ""}, {"\u200b", ""}, {"mailto:", ""}, {"<>", ""}, {"mailto:ana@example.com%0d%0aBcc:eve@example.com", ""},
	} {
		if got, err := Canonical(tt.raw); got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: %q, %v; want %q", tt.raw, got, err, tt.want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{"victim+1@gmail.com", "victim@gmail.com"}, {"v.i.c.tim@gmail.com", "victim@gmail.com"}, {"v.ictim+9@googlemail.com", "victim@gmail.com"},
		{"a.b+c@example.com", "a.b@example.com"}, {"+@example.com", "+@example.com"},
	} {
		if got := Fold(tt.address); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.address, got, tt.want)
		}
	}
}

func TestMask(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{ana, "a•••@e•••.com"}, {"x@mail.example.co.uk", "x•••@m•••.uk"}, {"", "•••"}, {"a@b", "•••"},
		{"ana@xn--mnchen-3ya.example", "a•••@m•••.example"}, {"ana@xn--espaol-zwa.example", "a•••@e•••.example"}, {"ana@xn--e1afmkfd.xn--p1ai", "a•••@п•••.рф"}, {"ana@xn--fsq.example", "a•••@例•••.example"},
	} {
		if got := Mask(tt.address); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.address, got, tt.want)
		}
	}
}

// What is accepted is stable, can be masked, and cannot break a header.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{ana, "Ana@EspañOl.example", "a@[::1]", "\"a\"@b.c", "a\r\n@b.c", "a@xn--a.b", "ß@ß.de", "a@ß.de", "a@\u200bb.com", "0@\x8a.A", "A <mailto:a%40b.c?x>.", "*a@b.c*", "ａ＠ｂ．ｃ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := Canonical(raw)
		if err != nil {
			return
		}
		if again, err := Canonical(got); err != nil || again != got {
			t.Errorf("%q becomes %q becomes %q, %v", raw, got, again, err)
		}
		if strings.ContainsAny(got, "\r\n\x00 <>\"\\,;:()[]") || strings.Count(got, "@") != 1 || Mask(got) == "•••" || strings.ToLower(got) != got {
			t.Errorf("%q gave %q", raw, got)
		}
		if Fold(Fold(got)) != Fold(got) {
			t.Errorf("%q folds twice", got)
		}
	})
}

func TestAgent(t *testing.T) {
	for _, tt := range []struct{ header, want string }{
		{"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Linux"},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"},
		{"Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome, Android"},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge, Windows"},
		{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", "Safari, macOS"},
		{"curl/8.5.0", ""}, {"", ""}, {"<script>Firefox/1</script>", "Firefox"},
	} {
		if got := BrowserLabel(tt.header); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.header, got, tt.want)
		}
	}
}
