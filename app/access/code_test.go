package access

import (
	"fmt"
	"strings"
	"testing"

	"hilo/db/dbtest"
)

func fmtNumber(n int64) string { return fmt.Sprint(n) }

// People type a code in many ways, and paste what stands around it.
func TestCodesIn(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"12345678", "12345678"}, {"1234 5678", "12345678"}, {" 1234-5678\r\n", "12345678"}, {"1234\u00a05678", "12345678"}, {"1234\u202f5678", "12345678"},
		{"12–34—56−78", "12345678"}, {"\u200e1234\u200b5678\ufeff", "12345678"}, {"1 2 3 4 5 6 7 8", "12345678"}, {"12 34 56 78", "12345678"}, {"123 456 78", "12345678"},
		{"١٢٣٤٥٦٧٨", "12345678"}, {"۱۲۳۴ ۵۶۷۸", "12345678"}, {"१२३४ ५६७८", "12345678"}, {"１２３４５６７８", "12345678"}, {"𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "12345678"}, {"00000000", "00000000"},
		{"12345 67890", "1234567890"}, {"1234567890", "1234567890"}, {"1234 5678 9012", "123456789012"}, {"123456789012", "123456789012"}, {"1234-5678-9012", "123456789012"},
		{"1234 5678.", "12345678"}, {"«1234 5678»", "12345678"}, {"(12345678)", "12345678"}, {"código:12345678", "12345678"}, {"1234.5678", "12345678"}, {"1234·5678", "12345678"}, {"1234, 5678", "12345678"},
		{"7479, 3044", "74793044"}, {"(4362) (8638)", "43628638"}, {"(4362)(8638)", "43628638"}, {"1234 / 5678", "12345678"}, {"1234 … 5678", "12345678"}, {"Es: 1234, 5678 (caduca)", "12345678"}, {"12345 | 67890", "1234567890"},
		{"[1234] [5678] [9012]", "123456789012"}, {"7\ufe0f\u20e34\ufe0f\u20e37\ufe0f\u20e39\ufe0f\u20e33\ufe0f\u20e30\ufe0f\u20e34\ufe0f\u20e34\ufe0f\u20e3", "74793044"}, {"7\u20e3 4\u20e3 7\u20e3 9\u20e3 3\u20e3 0\u20e3 4\u20e3 4\u20e3", "74793044"},
		{"1234 56781234 5678", "12345678"}, {"1234567812345678", "12345678"}, {"12345 6789012345 67890", "1234567890"}, {"123456781234567812345678", "12345678"}, {"1234 5678,1234 5678", "12345678"}, {"1234-5678/1234-5678", "12345678"},
		{"1234, x 5678", ""}, {"12:04, 2026", ""}, {"1234567812345679", ""}, {strings.Repeat("1", 3992), ""},
		{"Tu código es 1234 5678, caduca a las 12:04.", "12345678"}, {"1234 5678 es tu código de verificación para entrar.", "12345678"},
		{"El 28/11/2026 a las 12:04. 1234 5678 es tu código", "12345678"}, {"28/11/2026 1234 5678", "12345678"}, {"2026-11-28 1234 5678", "12345678"}, {"12:04 1234 5678", "12345678"},
		{"Sat, 28 Nov 2026 12:04:31 +0100 (CET) 1234 5678", "12345678"}, {"a las 17.48 12345 67890", "1234567890"}, {"Son 1.234.567,89 € y 1234 5678", "12345678"},
		{"1234 5678 1234 5678", "12345678"}, {"12345678 and 1234 5678", "12345678"}, {"+34 612 345 678: 1234 5678", "12345678"},
		{"Ticket 12345678: 8765 4321", "12345678 87654321"}, {"12345678 8765 4321", "12345678 87654321"}, {"12345678:8765 4321", "12345678 87654321"}, {"8765 4321 (ticket 12345678)", "87654321 12345678"},
		{"8765 4321 o 1234 5678 o 12345 67890", "87654321 12345678 1234567890"},
		{"", ""}, {"1234567", ""}, {"123456789", ""}, {"12345678901", ""}, {"1234567890123", ""}, {"1234567x", ""}, {"1234\x005678", ""}, {"①②③④⑤⑥⑦⑧", ""}, {"1234 x 5678", ""},
		{"12345678" + string(make([]byte, 1<<20)), ""},
	} {
		if got := strings.Join(codesIn(tt.typed), " "); got != tt.want {
			t.Errorf("%.60q: %q, want %q", tt.typed, got, tt.want)
		}
	}
	if got := ShowCode("12345678"); got != "1234 5678" {
		t.Error(got)
	}
}

// What was drawn is uniform, is read again from the challenge, and is of no ticket.
func TestDrawnCodes(t *testing.T) {
	s := open(t, dbtest.New(t), t.TempDir()+"/secret")
	for _, digits := range []int{8, 10, 12} {
		seen, firsts := map[string]bool{}, [10]int{}
		for i := range 5000 {
			code := s.secret.code(fmt.Sprint(i), digits, 0)
			if len(code) != digits || s.secret.code(fmt.Sprint(i), digits, 0) != code || s.secret.code(fmt.Sprint(i), digits, 1) == code {
				t.Fatalf("%d digits: %s", digits, code)
			}
			seen[code] = true
			firsts[code[0]-'0']++
		}
		for d, n := range firsts {
			if n < 400 || n > 600 {
				t.Errorf("%d of 5000 begin with %d", n, d)
			}
		}
		if len(seen) < 4990 {
			t.Errorf("%d different codes", len(seen))
		}
	}
	for code, want := range map[string]string{"12345678": "1234 5678", "1234567890": "12345 67890", "123456789012": "1234 5678 9012"} {
		if got := ShowCode(code); got != want {
			t.Errorf("%s shown as %s", code, got)
		}
	}
	word := s.secret.word("one")
	for _, typed := range []string{word, strings.ToLower(word), ShowWord(word), " " + ShowWord(word) + ".\n", "\u200e" + word} {
		if got, ok := ReadWord(typed); !ok || got != word {
			t.Errorf("%q: %q", typed, got)
		}
	}
	for _, bad := range []string{"", word[1:], word + "A", word[1:] + "1", "1234 5678", word[1:] + "I", "Es " + word} {
		if got, ok := ReadWord(bad); ok {
			t.Errorf("%q: %q", bad, got)
		}
	}
}
