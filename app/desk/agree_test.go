package desk_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/db"
	"hilo/db/dbtest"
)

// Page and stream of a search agree on every ticket, whatever was said and is
// searched for, and so does the way by which the desk looks words up.
func TestSearchesAgree(t *testing.T) {
	pieces := []string{"支付", "失败", "订单", "カード", "TX", "-", "12345", "1234 5678", " ", " ", " ", "tx12345", "84,90", "ana@example.com", "hola", "ho", "no-script", "a", "9", "結", "ไม่", ".", "@", "#", "1", "ñ", "Ana"}
	dice := rand.New(rand.NewPCG(3, 9))
	text := func(n int) string {
		var all strings.Builder
		for range 1 + dice.IntN(n) {
			all.WriteString(pieces[dice.IntN(len(pieces))])
		}
		return all.String()
	}
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		first := map[int64]bool{s.asks(s.ana, "x", "x"): true} // what comes after 1 comes after these
		for i := range 40 {
			n := s.asks([]desk.Actor{s.ana, s.luis}[i%2], "x"+text(3), "x"+text(12), text(3)+".png")
			if i%3 == 0 {
				_, err := s.Note(t.Context(), s.sam, n, message("x"+text(6), nil))
				s.must(err)
			}
		}
		found := func(rows []desk.Ticket, err error) (numbers []int64) {
			s.must(err)
			for _, row := range rows {
				if row.Found && !first[row.Number] {
					numbers = append(numbers, row.Number)
				}
			}
			slices.Sort(numbers)
			return numbers
		}
		hits := 0
		for range 150 {
			query := text(5)
			if strings.TrimSpace(query) == "" {
				continue
			}
			rows, _, err := s.Lists.Rows(t.Context(), s.ana, desk.Filter{Query: query}, desk.Span{})
			page := found(rows, err)
			rows, _, err = s.Lists.Rows(t.Context(), s.ana, desk.Filter{Query: query}, desk.Span{Since: 1})
			if live := found(rows, err); !slices.Equal(page, live) {
				t.Errorf("%q: her page has %v, her stream %v", query, page, live)
			}
			rows, _, err = s.Lists.Rows(t.Context(), s.sam, desk.Filter{View: desk.All, Query: query}, desk.Span{})
			queue := found(rows, err)
			rows, _, err = s.Lists.Rows(t.Context(), s.sam, desk.Filter{View: desk.Mine, Query: query}, desk.Span{Since: 1})
			if live := found(rows, err); !slices.Equal(queue, live) {
				t.Errorf("%q: the desk's page has %v, its stream %v", query, queue, live)
			}
			hits += len(queue)
		}
		if hits < 200 {
			t.Errorf("only %d hits: the test says little", hits)
		}
	})
}

// What a page of a search shows and the ticket no longer has, as after an
// erasure, the stream takes off it.
func TestSearchLosesWhatIsErased(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		s.asks(s.luis, "x", "x")
		n := s.asks(s.ana, "x", "hola")
		s.asks(s.ana, "x", "otra")
		s.erases(s.ana)
		rows, _, err := s.Lists.Rows(t.Context(), s.sam, desk.Filter{Query: "hola"}, desk.Span{Since: 1})
		s.must(err)
		hers, _, err := s.Lists.Rows(t.Context(), s.ana, desk.Filter{Query: "hola"}, desk.Span{Since: 1})
		s.must(err)
		for _, rows := range [][]desk.Ticket{rows, hers} {
			if i := slices.IndexFunc(rows, func(row desk.Ticket) bool { return row.Number == n }); i < 0 || rows[i].Found {
				t.Errorf("%d rows changed, its row is %d", len(rows), i)
			}
		}
	})
}
