package files

import (
	"mime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

var names = []struct{ sent, want string }{
	{"factura.pdf", "factura.pdf"},
	{"Recibo de María (2).pdf", "Recibo de María (2).pdf"},
	{"../../etc/passwd", "passwd"},
	{`..\..\win.ini`, "win.ini"},
	{`C:\x`, "x"},
	{`C:x.txt`, "C_x.txt"},
	{`/tmp\a/b\c.png`, "c.png"},
	{"folder/", "file"},
	{".htaccess", "htaccess"},
	{"...", "file"},
	{"", "file"},
	{" . ", "file"},
	{"CON", "_CON"},
	{"con.txt", "_con.txt"},
	{"nul .tar.gz", "_nul .tar.gz"},
	{"Com1.log", "_Com1.log"},
	{"console.log", "console.log"},
	{"a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"},
	{"a\x00b.txt", "ab.txt"},
	{"gpj.\u202egnp.exe", "gpj.gnp.exe"},
	{"\u2066a\u2069\u200b\u200f\ufeff.png", "a.png"},
	{"a\u00a0\u3000      .txt", "a .txt"},
	{"a.txt. . ", "a.txt"},
	{"cancio\u0301n.mp3", "canción.mp3"},
	{`a"b<c>|?*.txt`, "a\"b_c____.txt"},
	{"\xff\xfe.png", "file.png"},
	{".env", "env"}, {" .txt", "file.txt"}, {"\u200b.pdf", "file.pdf"}, {"a/ .txt", "file.txt"}, {".env.local", "env.local"}, {"~/.gitignore", "gitignore"},
	{strings.Repeat("a", 200) + ".tar.gz", strings.Repeat("a", 113) + ".tar.gz"}, {strings.Repeat("ñ", 200) + ".pdf.p7m", strings.Repeat("ñ", 56) + ".pdf.p7m"},
	{strings.Repeat("a", 200) + ". b.gz", strings.Repeat("a", 117) + ".gz"},
	{strings.Repeat("ñ", 300) + ".jpeg", strings.Repeat("ñ", 57) + ".jpeg"},
	{"a." + strings.Repeat("x", 300), "a." + strings.Repeat("x", 118)},
	{"日本語.txt", "日本語.txt"},
}

func TestCleanName(t *testing.T) {
	for _, tt := range names {
		if got := CleanName(tt.sent); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.sent, got, tt.want)
		}
	}
}

// Whatever is sent, the name is one element of a path, visible, short, and clean for good.
func FuzzCleanName(f *testing.F) {
	for _, tt := range names {
		f.Add(tt.sent)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		got := CleanName(sent)
		if got == "" || len(got) > nameSize || !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) {
			t.Errorf("%q: %q", sent, got)
		}
		if strings.ContainsAny(got, `/\<>:|?*`) || strings.Trim(got, " .") != got {
			t.Errorf("%q: %q", sent, got)
		}
		for _, r := range got {
			if r != ' ' && unicode.In(r, unicode.C, unicode.Z) {
				t.Errorf("%q: %q holds %U", sent, got, r)
			}
		}
		if again := CleanName(got); again != got {
			t.Errorf("%q: %q, then %q", sent, got, again)
		}
		value := Disposition("attachment", sent)
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("%q: header %q", sent, value)
		}
		kind, params, err := mime.ParseMediaType(value)
		if err != nil || kind != "attachment" || params["filename"] != got {
			t.Errorf("%q: %q reads as %s %q, %v", sent, value, kind, params, err)
		}
	})
}

func TestDisposition(t *testing.T) {
	for sent, want := range map[string]string{
		"a b.pdf":           `attachment; filename="a b.pdf"; filename*=UTF-8''a%20b.pdf`,
		"código 日.txt":      `attachment; filename="codigo _.txt"; filename*=UTF-8''c%C3%B3digo%20%E6%97%A5.txt`,
		"a\";\r\nX: 1%.txt": `attachment; filename="a_;X_ 1_.txt"; filename*=UTF-8''a%22%3BX_%201%25.txt`,
	} {
		if got := Disposition("attachment", sent); got != want {
			t.Errorf("%q:\n got %s\nwant %s", sent, got, want)
		}
	}
}
