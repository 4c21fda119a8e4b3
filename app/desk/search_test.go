package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A search finds words in subjects and messages, in either case, and numbers;
// what looks like a pattern or like SQL is only text.
func TestSearch(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		bank := s.opens(ana, "Cobro de 100% más IVA", "Última vez: no_llegó.\nEl importe es 84,90 €.")
		trip := s.opens(ana, `ÁREA \ "C" de O'Higgins`, "Un viaje a Ávila en ÑUBLE.")
		s.ok(s.Reply(s.ctx, sam, bank, say("Lo mira el banco SANTURCE.")))
		s.ok(s.Note(s.ctx, sam, bank, say("posible fraude")))
		s.opens(luis, "Cobro de 100% en Santurce", "O'Higgins, Ávila, última vez.")
		for query, want := range map[string][]int64{
			"cobro":           {bank},
			"cob*":            {bank}, // beginnings are enough, signs do not count
			"ultima":          {bank}, // nor do accents
			"COBRO":           {bank},
			"santurce":        {bank},
			"  mira  el ":     {bank},
			"100%":            {bank},
			"no_llegó":        {bank},
			"NO_LLEGÓ":        {bank},
			"última":          {bank},
			"ÚLTIMA":          {bank},
			"84,90 €":         {bank},
			"O'Higgins":       {trip},
			"área":            {trip},
			"Área":            {trip},
			"ávila":           {trip},
			"ñuble":           {trip},
			"noxllegó":        nil,
			"fraude":          nil,
			"' OR 1=1 --":     nil,
			`" OR "" NEAR(*`:  nil,
			"cobro AND viaje": nil,
			"?":               nil,
			"luis":            nil,
		} {
			if got := s.lists(ana, Filter{Query: query}); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Errorf("%q finds %v, want %v", query, got, want)
			}
		}
		text := fmt.Sprint(bank)
		for _, query := range []string{text, " " + text + " ", text[:4] + " " + text[4:]} {
			if got := s.lists(ana, Filter{Query: query}); !slices.Equal(got, []int64{bank}) {
				t.Errorf("%q finds %v", query, got)
			}
			if got := s.lists(luis, Filter{Query: query}); len(got) != 0 {
				t.Errorf("luis finds %v", got)
			}
		}
		if got := s.lists(sam, Filter{View: Mine, Query: "fraude"}); !slices.Equal(got, []int64{bank}) {
			t.Errorf("staff find %v", got)
		}
		if got := s.lists(sam, Filter{View: Mine, Query: "100% "}); len(got) != 2 {
			t.Errorf("staff find %v", got)
		}
	})
}

// Any text is a valid search, and never finds what is not one's own.
func TestSearchAnything(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Charged twice", "Twice!")
		for _, query := range []string{
			"\x00", "\xff\xfe", "a\x00b", strings.Repeat("%", 10_000), strings.Repeat("ñ_", 5_000), strings.Repeat("9", 10_000), strings.Repeat("x", 200_000),
			"-1", "+12", "0x10", "99999999999999999999", `\`, `\\`, `\%`, "'", "''", `"`, "`", ";", "--", "/*", "?", "?0", "{{.}}", "$1", ":a", "@a", "\u202e", "é\u0301",
		} {
			for _, who := range []Actor{luis, atHome(sam)} {
				if got := s.lists(who, Filter{Query: query}); len(got) != 0 {
					t.Errorf("%s finds %v with %.20q", who.Name, got, query)
				}
			}
			s.lists(ana, Filter{Query: query})
			s.lists(ana, Filter{Query: query, View: ClosedView}, Span{Since: 1})
			s.lists(sam, Filter{View: Mine, Query: query})
		}
		for _, query := range []string{"", " ", "\x00", "\n\t"} { // nothing was asked for
			if got := s.lists(ana, Filter{Query: query}); !slices.Equal(got, []int64{n}) {
				t.Errorf("%q finds %v", query, got)
			}
		}
	})
}
