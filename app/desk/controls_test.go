package desk

import (
	"strings"
	"testing"
)

// What no one sees goes or stays, in a text of lines and in one line.
func TestControls(t *testing.T) {
	for _, tt := range []struct{ name, give, want, line string }{
		{"tab and line end", "a\tb\nc", "a\tb\nc", "a b c"},
		{"line ends of any kind", "a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh", "a b c d e f g h"},
		{"colours of a terminal", "\x1b[31mERROR\x1b[0m\x07\x7f\u009b", "ERROR", "ERROR"},
		{"colours by numbers", "\x1b[1;38;5;196ma\x1b[m\x1b[38:2::1:2:3mb\u009b0mc\x1b[K", "abc", "abc"},
		{"places and modes of a terminal", "\x1b[2J\x1b[10;4Ha\x1b[?25lb\x1b[0 qc\x1b(B", "abc", "abc"},
		{"a title and a link of a terminal", "\x1b]0;me@host: ~\x07$ ls \x1b]8;;https://example.com\x1b\\a.log\x1b]8;;\x1b\\", "$ ls a.log", "$ ls a.log"},
		{"a title without its end", "\x1b]0;a\nb\x07", "]0;a\nb", "]0;a b"},
		{"an order cut off", "a \x1b[31", "a [31", "a [31"},
		{"brackets of their own", "[31mERROR[0m a[0m]", "[31mERROR[0m a[0m]", "[31mERROR[0m a[0m]"},
		{"bell, backspace, escape", "b\x07c\x08d\x1be", "bcde", "bcde"},
		{"a byte order mark", "\ufeffhi\ufeff", "hi", "hi"},
		{"soft hyphens and joins of words", "do\u00adble\u2060x", "doblex", "doblex"},
		{"an override", "factura\u202efdp.exe\u202c y\u202d", "facturafdp.exe y", "facturafdp.exe y"},
		{"an isolate without its end", "a \u2067אב\nb", "a \u2067אב\u2069\nb", "a אב b"},
		{"an end without its isolate", "a\u2069\u202c b", "a b", "a b"},
		{"what was closed by the wrong end", "\u2066a\u202cb\u2069", "\u2066ab\u2069", "ab"},
		{"several, closed in their order", "\u202aa\u2068b", "\u202aa\u2068b\u2069\u202c", "ab"},
		{"marks of direction", "א\u200fב\u200e\u061c", "א\u200fב\u200e\u061c", "אב"},
		{"words without blanks", "ภาษา\u200bไทย 日本\u200b語", "ภาษา\u200bไทย 日本\u200b語", "ภาษา\u200bไทย 日本\u200b語"},
		{"a word break elsewhere", "TX\u200b123 ภาษา\u200bx\u200b", "TX123 ภาษาx", "TX123 ภาษาx"},
		{"joiners", "می\u200cخواهم 👩\u200d👧 क्\u200dष", "می\u200cخواهم 👩\u200d👧 क्\u200dष", "می\u200cخواهم 👩\u200d👧 क्\u200dष"},
		{"a flag of tags", "🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"},
		{"words of tags", "hi\U000e0041\U000e0042", "hi", "hi"},
		{"signs before Arabic numbers", "\u06dd١", "\u06dd١", "\u06dd١"},
		{"no characters", "a\ufffe\U0001ffff", "a", "a"},
		{"only words", "¿Qué tal? — ‘bien’ 👍🏽", "¿Qué tal? — ‘bien’ 👍🏽", "¿Qué tal? — ‘bien’ 👍🏽"},
	} {
		if got, err := Clean("body", tt.give); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		} else if again := Tidy(got); again != got {
			t.Errorf("%s: not at rest: %q", tt.name, again)
		}
		line := tt.give
		if err := Line("subject", &line, MaxSubject, true); err != nil || line != tt.line {
			t.Errorf("%s in one line: %q, %v; want %q", tt.name, line, err, tt.line)
		}
		if got := Typed(tt.give); got != tt.line {
			t.Errorf("%s in a search: %q", tt.name, got)
		}
		if got := firstLine(tt.want); got != tt.line {
			t.Errorf("%s in a list: %q", tt.name, got)
		}
	}
	many := strings.Repeat("\u2067", 1000) + "a\n"
	if got := Tidy(many); strings.Count(got, "\u2069") != 1000 || !strings.HasSuffix(got, "\u2069\n") {
		t.Errorf("%.20q", got)
	}
}
