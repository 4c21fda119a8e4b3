package desk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/db"
	"hilo/db/dbtest"
)

// BenchmarkSearch searches 100,000 messages of one installation, beside the
// lists that are shown without a search: "lists" is how many of those it costs.
func BenchmarkSearch(b *testing.B) {
	s := open(b, dbtest.New(b))
	s.fill(20_000, 5)
	for _, who := range []desk.Actor{s.ana, s.sam} {
		name := map[bool]string{false: "customer", true: "desk"}[who.AtDesk()]
		var list time.Duration
		for _, query := range []string{"", "hola", "reclamacion", "w7", "w77", "w150", "w3 w8", "hola w4999", "w150 w160", "w4999", "7c9e6679-742", "支付失败", "TX12345", "p7@example.com", "antes", "nada"} {
			b.Run(fmt.Sprintf("%s/%s", name, query), func(b *testing.B) {
				var all []time.Duration
				for b.Loop() {
					begun := time.Now()
					s.rows(who, query)
					all = append(all, time.Since(begun))
				}
				slices.Sort(all)
				middle := all[len(all)/2]
				if query == "" {
					list = middle
				}
				b.ReportMetric(float64(middle)/float64(max(list, 1)), "lists")
				b.ReportMetric(float64(s.rows(who, query)), "rows")
			})
		}
	}
}

func (s *shop) rows(who desk.Actor, query string) int {
	rows, _, err := s.Lists.Rows(s.Context(), who, desk.Filter{Query: query}, desk.Span{})
	if who.AtDesk() {
		rows, _, err = s.Lists.Rows(s.Context(), who, desk.Filter{View: desk.All, Query: query}, desk.Span{})
	}
	s.must(err)
	return len(rows)
}

// fill writes what an installation holds after years, past the desk's verbs,
// which would sync each entry to the disk.
func (s *shop) fill(tickets, each int) {
	dice := rand.New(rand.NewPCG(1, 2))
	kinds := []desk.Kind{desk.Opened, desk.Replied}
	often := rand.NewZipf(dice, 1.2, 5, 4999)
	s.must(s.db.Write(s.Context(), func(ctx context.Context, tx bun.Tx) error {
		people := make([]desk.Person, 400)
		for i := range people {
			people[i] = desk.Person{Email: fmt.Sprintf("p%d@example.com", i), Name: "Marta", CreatedAt: s.at}
		}
		if _, err := tx.NewInsert().Model(&people).Exec(ctx); err != nil {
			return err
		}
		var batch []desk.Ticket
		var said []desk.Entry
		for i := range tickets {
			who := people[i%len(people)].ID
			if i%len(people) == 0 {
				who = s.ana.ID
			}
			at := db.Time(s.at.Add(time.Duration(i) * time.Minute))
			t := desk.Ticket{Number: 10_000_000 + int64(i*7919%tickets)*4001, RequesterID: who, Subject: "Cobro repetido", Topic: "payments", Status: desk.StatusOpen, Priority: "normal",
				LastSeq: int64(each), UpdatedAt: at, PublicSeq: int64(each), PublicAt: at, PublicLine: "hola", PublicKind: desk.Replied, PublicBy: &who, DeskSeq: int64(i), InboxSeq: int64(i), CreatedAt: at}
			if i%4 != 0 {
				t.Status = desk.StatusClosed
			}
			for seq := range each {
				var body strings.Builder
				for range 25 {
					fmt.Fprintf(&body, "w%d ", often.Uint64())
				}
				if i%2 == 0 {
					body.WriteString("reclamación ")
				}
				if i < tickets/4 {
					body.WriteString("antes ")
				}
				if i%1000 == 0 && seq == 1 {
					body.WriteString("7c9e6679-7425-40de-944b-e07fc1f90ae7 ")
				}
				if i%1000 == 1 && seq == 1 {
					body.WriteString("我的订单支付失败了 TX-12345 ")
				}
				said = append(said, desk.Entry{Ticket: t.Number, Seq: int64(seq + 1), Kind: kinds[min(seq, 1)], AuthorID: &who, Body: body.String() + "hola", At: at})
			}
			if batch = append(batch, t); len(batch) < 100 && i < tickets-1 {
				continue
			}
			if _, err := tx.NewInsert().Model(&batch).Exec(ctx); err != nil {
				return err
			}
			if _, err := tx.NewInsert().Model(&said).Exec(ctx); err != nil {
				return err
			}
			batch, said = nil, nil
		}
		return nil
	}))
	s.must(desk.Reindex(s.Context(), s.db))
}
