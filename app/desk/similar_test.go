package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hilo/app/desk"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
	"hilo/db/dbtest"
)

const paid = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

// lookalikes is a desk on which Ana has tickets, and Luis some like hers.
type lookalikes struct {
	*testing.T
	desk *desk.Desk
	db   *db.DB
	now  time.Time
	subj map[int64]string
}

func (l *lookalikes) person(email string) desk.Actor {
	p, err := desk.Know(l.Context(), l.db, email, l.now)
	if err != nil {
		l.Fatal(err)
	}
	return desk.SignedIn(p)
}

func (l *lookalikes) opens(email, subject, body string, ids ...string) int64 {
	l.now = l.now.Add(time.Minute)
	q := desk.Question{Topic: "payments", Subject: subject, Message: desk.Message{Body: body, IDs: ids}}
	t, _, err := l.desk.Open(l.Context(), l.person(email), q)
	if err != nil {
		l.Fatal(err)
	}
	l.subj[t.Number] = subject
	return t.Number
}

func (l *lookalikes) closes(email string, number int64) {
	sam := l.person("sam@example.com")
	sam.Side = desk.DeskSide
	if _, err := l.desk.Solve(l.Context(), sam, number, desk.Message{Body: "Ya está."}); err != nil {
		l.Fatal(err)
	}
	if _, err := l.desk.Confirm(l.Context(), l.person(email), number); err != nil {
		l.Fatal(err)
	}
}

func (l *lookalikes) like(email, subject, body string, ids ...string) string {
	l.Helper()
	found, err := l.desk.Similar(l.Context(), l.person(email), subject, body, ids)
	if err != nil {
		l.Fatal(err)
	}
	var subjects []string
	for _, s := range found {
		subjects = append(subjects, l.subj[s.Number])
	}
	return strings.Join(subjects, " | ")
}

// While somebody writes, their own tickets that look alike are found, and
// nobody else's.
func TestSimilar(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		l := &lookalikes{T: t, db: d, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), subj: map[int64]string{}}
		clock := func() time.Time { return l.now }
		l.desk = desk.New(d, new(live.Bell), outbox.New(d, clock), clock)
		const ana, luis = "ana@example.com", "luis@example.com"

		old := l.opens(ana, "Cobro duplicado de la tarjeta", "De hace mucho.")
		l.closes(ana, old)
		l.now = l.now.Add(40 * 24 * time.Hour)
		l.opens(ana, "Me han cobrado dos veces el mismo pago", "Pasó el lunes.", "XK-77/2026")
		l.opens(ana, "Transferencia a Berlín", "La envié con el ID "+strings.ToUpper(paid)+" y no llega.")
		factura := l.opens(ana, "Factura", "De marzo.")
		l.closes(ana, factura)
		l.opens(ana, "Móvil", "El nuevo.")
		l.opens(luis, "Me han cobrado dos veces el mismo pago", "Y a mí, "+paid)

		for _, tt := range []struct{ name, subject, body, ids, want string }{
			{"nothing written", "", "", "", ""},
			{"nothing alike", "Quiero cambiar mi teléfono", "El viejo ya no va.", "", ""},
			{"one common word is not enough", "Mi pago a plazos no aparece por ninguna parte", "", "", ""},
			{"words of the title, in other forms", "Cobraron un pago dos veces", "", "", "Me han cobrado dos veces el mismo pago"},
			{"with those of the text", "Pago repetido", "Sale dos veces en la lista", "", "Me han cobrado dos veces el mismo pago"},
			{"accents do not matter", "TRANSFERENCIA a berlin", "", "", "Transferencia a Berlín"},
			{"nor how they were typed", "Mo\u0301vil", "", "", "Móvil"},
			{"a title of one word, closed a moment ago", "Factura", "", "", "Factura"},
			{"the same transaction in the text", "Hola", "Es la " + paid, "", "Transferencia a Berlín"},
			{"the same transaction in its field", "Hola", "", "xk-77/2026", "Me han cobrado dos veces el mismo pago"},
			{"its number", "Sobre el " + fmt.Sprint(factura), "", "", "Factura"},
			{"the transaction comes first", "Cobraron un pago dos veces", paid, "", "Transferencia a Berlín | Me han cobrado dos veces el mismo pago"},
			{"closed long ago", "Cobro duplicado de la tarjeta", "", "", ""},
			{"signs of LIKE are letters", "%", "100%", "%_%", ""},
		} {
			var ids []string
			if tt.ids != "" {
				ids = []string{tt.ids}
			}
			if got := l.like(ana, tt.subject, tt.body, ids...); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
		if got := l.like("eva@example.com", "Me han cobrado dos veces el mismo pago", paid); got != "" {
			t.Errorf("a stranger finds %q", got)
		}
		if got := l.like(luis, "Transferencia a Berlín", paid); got != "Me han cobrado dos veces el mismo pago" {
			t.Errorf("luis finds %q", got)
		}

		// What only the desk may know finds nothing.
		sam := l.person("sam@example.com")
		sam.Side = desk.DeskSide
		if _, err := l.desk.Note(t.Context(), sam, factura, desk.Message{Body: "Es la 5550001112."}); err != nil {
			t.Fatal(err)
		}
		if got := l.like(ana, "5550001112", ""); got != "" {
			t.Errorf("a note found %q", got)
		}
	})
}

// What helps us is stored with the message: the IDs of the field and of the text. A
// reply may have them too.
func TestFactsAreKept(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		l := &lookalikes{T: t, db: d, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), subj: map[int64]string{}}
		clock := func() time.Time { return l.now }
		l.desk = desk.New(d, new(live.Bell), outbox.New(d, clock), clock)
		ana, sam := l.person("ana@example.com"), l.person("sam@example.com")
		sam.Side = desk.DeskSide
		say := desk.Message{Body: "Es la " + paid, IDs: []string{"XK-77"}, Key: "k"}
		q := desk.Question{Topic: "payments", Subject: "Pago 123456", Message: say}
		ticket, _, err := l.desk.Open(t.Context(), ana, q)
		if err != nil {
			t.Fatal(err)
		}
		if _, e, err := l.desk.Open(t.Context(), ana, q); err != nil || !e.Again {
			t.Errorf("a repeat: %+v %v", e, err)
		}
		for _, who := range []desk.Actor{ana, sam} {
			if _, err := l.desk.Reply(t.Context(), who, ticket.Number, desk.Message{Body: "Y la 987654."}); err != nil {
				t.Fatal(err)
			}
		}
		entries, _, err := l.desk.Before(t.Context(), ana, ticket, 0)
		if err != nil || len(entries) != 3 {
			t.Fatal(len(entries), err)
		}
		opened := entries[0].Data
		if strings.Join(opened.IDs, " ") != "XK-77 "+paid+" 123456" {
			t.Errorf("opened with %v", opened.IDs)
		}
		if got := strings.Join(entries[1].Data.IDs, " "); got != "987654" {
			t.Errorf("the customer's reply names %q", got)
		}
		if got := entries[2].Data.IDs; got != nil {
			t.Errorf("the desk's reply names %q", got)
		}
	})
}
