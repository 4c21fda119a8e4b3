package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hilo/app/files"
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

// What was found stands in the newest entry that has most of it, however old that is;
// what the heading of the ticket has needs none, and a note is a hit for staff alone.
func TestHits(t *testing.T) {
	both(t, func(t *testing.T, s *site) {
		n := s.opens(ana, "Un cobro raro", "Hola. El comercio se llama Ultramarinos Óscar.\nGracias.")
		s.ok(s.Note(s.ctx, sam, n, say("Óscar es posible fraude, y Santurce también")))
		s.ok(s.Reply(s.ctx, ana, n, Message{Body: "Aquí está.", Files: []File{{Meta: files.Meta{Name: "recibo-óscar.png", SHA256: "aa", Size: 1, Type: "image/png"}}}}))
		for i := range ThreadPage + 5 {
			s.ok(s.Reply(s.ctx, sam, n, say(fmt.Sprint("Lo mira Santurce ", i))))
		}
		for _, tt := range []struct {
			query  string
			actor  Actor
			seq    int64
			parted string
		}{
			{"cobro", ana, 0, ""},
			{fmt.Sprint(n), sam, 0, ""},
			{"ultramarinos", ana, 1, "El comercio se llama Ultramarinos Óscar."},
			{"cobro oscar", ana, 3, "recibo-óscar.png"},
			{"oscar fraude", sam, 2, "Óscar es posible fraude, y Santurce también"},
			{"oscar comercio", ana, 1, "El comercio se llama Ultramarinos Óscar."},
			{"santurce", ana, int64(3 + ThreadPage + 5), fmt.Sprint("Lo mira Santurce ", ThreadPage+4)},
			{"ana@example.com santurce", sam, int64(3 + ThreadPage + 5), fmt.Sprint("Lo mira Santurce ", ThreadPage+4)},
			{"fraude", ana, 0, ""},
		} {
			rows, _, err := s.Lists.Rows(s.ctx, tt.actor, Filter{View: All, Query: tt.query}, Span{})
			if !tt.actor.AtDesk() {
				rows, _, err = s.Lists.Rows(s.ctx, tt.actor, Filter{Query: tt.query}, Span{})
			}
			if err != nil || len(rows) != 1 && tt.query != "fraude" {
				t.Fatalf("%s: %d rows, %v", tt.query, len(rows), err)
			}
			hits, err := s.Hits(s.ctx, tt.actor, Filter{Query: tt.query}, rows)
			if got := hits[n]; err != nil || got.Seq != tt.seq || got.Body != tt.parted {
				t.Errorf("%s: entry %d, %q, %v", tt.query, got.Seq, got.Body, err)
			}
		}
		// Signs that stand for a sentence each take the room of all they stand for.
		for range 2 {
			s.ok(s.Reply(s.ctx, ana, n, say(strings.Repeat("\ufdfa", MaxBody))))
		}
		if rows, _, err := s.Lists.Rows(s.ctx, ana, Filter{Query: "ultramarinos"}, Span{}); err != nil || len(rows) != 1 {
			t.Errorf("%d rows, %v", len(rows), err)
		} else if hits, err := s.Hits(s.ctx, ana, Filter{Query: "ultramarinos"}, rows); err != nil || len(hits) > 0 {
			t.Errorf("looked through all of it: %v, %v", hits, err)
		}
		// Whoever comes by a row that is none of theirs reads no notes in it.
		if hits, err := s.Hits(s.ctx, ana, Filter{Query: "fraude"}, []Ticket{{Number: n}}); err != nil || len(hits) > 0 {
			t.Errorf("%v, %v", hits, err)
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
