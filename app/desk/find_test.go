package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/app/search"
	"hilo/db"
	"hilo/db/dbtest"
)

// shop is a desk with two customers and an agent.
type shop struct {
	*desk.Desk
	testing.TB
	db             *db.DB
	at             time.Time
	ana, luis, sam desk.Actor
}

func open(t testing.TB, d *db.DB) *shop {
	s := &shop{TB: t, db: d, at: time.Date(2026, 11, 22, 10, 31, 0, 0, time.UTC)}
	clock := func() time.Time { s.at = s.at.Add(time.Second); return s.at }
	s.Desk = desk.New(d, new(live.Bell), outbox.New(d, clock), clock)
	for name, p := range map[string]*desk.Actor{"ana": &s.ana, "luis": &s.luis, "sam": &s.sam} {
		known, err := desk.Know(t.Context(), d, name+"@example.com", s.at)
		s.must(err)
		*p = desk.Actor{Person: known}
	}
	s.sam = s.sam.OnDesk()
	return s
}

func (s *shop) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// erases takes the words out of all that is kept of a requester, as an erasure does.
func (s *shop) erases(who desk.Actor) {
	s.Helper()
	s.must(s.db.Write(s.Context(), func(ctx context.Context, tx bun.Tx) error { return desk.ForgetPerson(ctx, tx, who.ID) }))
	numbers, err := s.Lists.Numbers(s.Context(), who)
	s.must(err)
	for _, n := range numbers {
		s.must(s.Redact(s.Context(), who, n))
	}
}

func (s *shop) asks(who desk.Actor, subject, body string, names ...string) int64 {
	s.Helper()
	t, _, err := s.Open(s.Context(), who, desk.Question{Topic: "payments", Subject: subject, Message: message(body, names)})
	s.must(err)
	return t.Number
}

func message(body string, names []string) desk.Message {
	m := desk.Message{Body: body}
	for i, name := range names {
		m.Files = append(m.Files, desk.File{Meta: files.Meta{Name: name, SHA256: fmt.Sprint(name, i)}})
	}
	return m
}

// finds are the tickets that a search gives who.
func (s *shop) finds(who desk.Actor, query string) (found []int64) {
	s.Helper()
	rows, _, err := s.Lists.Rows(s.Context(), who, desk.Filter{Query: query}, desk.Span{})
	if who.AtDesk() {
		rows, _, err = s.Lists.Rows(s.Context(), who, desk.Filter{View: desk.Unassigned, Query: query}, desk.Span{})
	}
	if err != nil {
		s.Errorf("%q: %v", query, err)
	}
	for _, row := range rows {
		found = append(found, row.Number)
	}
	slices.Sort(found)
	return found
}

// A search finds subjects, messages, numbers and file names, all words of it in
// the same ticket, by their beginnings, without accents.
func TestFind(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		n := s.asks(s.ana, "Devolución del ÁRBITRO", "El día 30 pagué 84,90 € a Straße & Søn.\nID: 7c9e6679-7425-40de-944b-e07fc1f90ae7", "Justificante_Banco (2).PDF")
		other := s.asks(s.ana, "Otra cosa", "Nada que ver")
		_, err := s.Reply(t.Context(), s.sam, n, message("Lo reclamamos al banco emisor.", []string{"respuesta-oficial.txt"}))
		s.must(err)
		_, err = s.Note(t.Context(), s.sam, n, message("canario del gestor", []string{"secreto-interno.txt"}))
		s.must(err)
		number := fmt.Sprint(n)
		for _, query := range []string{
			"devolucion", "DEVOLUCIÓN", "devol", "árbitro", "Arbitro", "arb dev", "arbitro emisor", "pague 84,90", "84.90", "8490", "€ 84", "strasse", "straße", "SØN", "son",
			"7c9e6679", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679742540de944be07fc1f90ae7", "7c9e66797425", "justificante", "justificante_banco", "banco pdf", "respuesta oficial",
			number, number[:3], " " + number + " ", number[:4] + " " + number[4:], "#" + number, "arbitro " + number[:5], "dia", "día", "dia", "\tbanco\n emisor ",
		} {
			if !slices.Contains(s.finds(s.ana, query), n) {
				t.Errorf("%q finds nothing", query)
			}
			if !slices.Contains(s.finds(s.sam, query), n) {
				t.Errorf("%q finds nothing at the desk", query)
			}
			if found := s.finds(s.luis, query); len(found) > 0 {
				t.Errorf("%q shows luis %v", query, found)
			}
		}
		for _, query := range []string{"rbitro", "arbitro nada", "canario", "gestor", "secreto", "interno", "secretointerno", "7425x", "%", "*", "€", "p1·banco", fmt.Sprintf("p%d banco", s.ana.ID), "banco NOT emisor", "words:banco"} {
			if found := s.finds(s.ana, query); len(found) > 0 {
				t.Errorf("%q finds %v", query, found)
			}
		}
		for _, query := range []string{"canario", "secreto-interno", "gest arbitro"} {
			if found := s.finds(s.sam, query); !slices.Equal(found, []int64{n}) {
				t.Errorf("at the desk %q finds %v", query, found)
			}
		}
		if found := s.finds(s.ana, " \n"); len(found) != 2 || !slices.Contains(found, other) {
			t.Errorf("an empty search gives %v", found)
		}
	})
}

// Any text is a search: none is an error, and a stranger finds nothing by any.
func TestFindAnything(t *testing.T) {
	pieces := []string{"a", "ñ", `"`, "'", `\`, "*", "(", ")", "^", "-", ":", "·", "%", "_", "\x00", "\xff", "?", "?0", "{{", "AND", "OR", "NOT", "NEAR(", "words:", "--", ";", "&", "|", "!", "<->", "€", "🙂", "漢字", "עברית", "ﬁ", "İ", "\u0301", "\u200d", " ", "\n", "9", "1234 5678", "'' :*", strings.Repeat("x", 300), strings.Repeat("é ", 200)}
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.asks(s.ana, "a 9 OR 1234 words", "漢字 עברית NEAR x")
		dice := rand.New(rand.NewPCG(10, 3))
		for range 400 {
			var query strings.Builder
			for range 1 + dice.IntN(8) {
				if dice.IntN(4) == 0 {
					query.WriteRune(rune(dice.IntN(utf8.MaxRune)))
				} else {
					query.WriteString(pieces[dice.IntN(len(pieces))])
				}
			}
			s.finds(s.ana, query.String())
			s.finds(s.sam, query.String())
			if found := s.finds(s.luis, query.String()); len(found) > 0 {
				t.Errorf("%q shows luis %v", query.String(), found)
			}
		}
		for _, text := range pieces { // what can be stored can be indexed, and is found
			if strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
				continue
			}
			n := s.asks(s.ana, "x", "y "+text, text+".txt")
			if strings.ContainsAny(text, "aNwxé漢ע9") && !slices.Contains(s.finds(s.ana, text+" "+fmt.Sprint(n)), n) {
				t.Errorf("%.20q is not found", text)
			}
		}
	})
}

// What was said before there was an index is found after Reindex, which does
// nothing the second time.
func TestReindex(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		n := s.asks(s.ana, "Antes del índice", "Hola", "viejo.txt")
		_, err := s.Note(t.Context(), s.sam, n, message("canario", nil))
		s.must(err)
		s.must(d.Write(t.Context(), func(ctx context.Context, tx bun.Tx) error {
			return search.Of(d).Forget(ctx, tx, n)
		}))
		if len(s.finds(s.ana, "indice")) > 0 || len(s.finds(s.sam, "canario")) > 0 {
			t.Fatal("the index still holds it")
		}
		for range 2 {
			s.must(desk.Reindex(t.Context(), d))
		}
		if len(s.finds(s.ana, "indice viejo")) != 1 || len(s.finds(s.sam, "canario")) != 1 || len(s.finds(s.ana, "canario")) > 0 {
			t.Error("not indexed as it was")
		}
	})
}
