package access

import (
	"fmt"
	"testing"

	"hilo/db/dbtest"
)

func fmtNumber(n int64) string { return fmt.Sprint(n) }

// People type a code in many ways.
func TestDigits(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"12345678", "12345678"}, {"1234 5678", "12345678"}, {" 1234-5678\r\n", "12345678"}, {"1234\u00a05678", "12345678"}, {"1234\u202f5678", "12345678"},
		{"12–34—56−78", "12345678"}, {"\u200e1234\u200b5678\ufeff", "12345678"},
		{"١٢٣٤٥٦٧٨", "12345678"}, {"۱۲۳۴ ۵۶۷۸", "12345678"}, {"１２３４５６７８", "12345678"}, {"00000000", "00000000"},
	} {
		if got, ok := digits(tt.typed); !ok || got != tt.want {
			t.Errorf("%q: %q %v", tt.typed, got, ok)
		}
	}
	for _, bad := range []string{"", "1234567", "123456789", "1234567x", "1234\x005678", "①②③④⑤⑥⑦⑧", "१२३४५६७८", "12345678" + string(make([]byte, 1<<20))} {
		if got, ok := digits(bad); ok {
			t.Errorf("%.20q: %q", bad, got)
		}
	}
	if got := ShowCode("12345678"); got != "1234 5678" {
		t.Error(got)
	}
}

// A payload opens only whole, and only beside its own challenge.
func TestReveal(t *testing.T) {
	s := open(t, dbtest.New(t), t.TempDir()+"/secret")
	sealed, err := s.secret.seal("one", CodeMail{Email: ana, Code: "12345678"})
	must(t, err)
	for _, bad := range []string{"", "{}", `{"Challenge":"one","Sealed":"AAAA"}`, fmt.Sprintf(`{"Challenge":"two","Sealed":%q}`, sealed.Sealed)} {
		if m, err := s.Reveal(bad); err == nil || m.Code != "" {
			t.Errorf("%q opened", bad)
		}
	}
}
