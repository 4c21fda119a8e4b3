package web_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

var (
	rowID    = regexp.MustCompile(`id="ticket-(\d+)"`)
	nextPage = regexp.MustCompile(`<a class="button button--plain" href="([^"]+before=[^"]+)"`)
)

func rowsIn(page string) (all []string) {
	for _, found := range rowID.FindAllStringSubmatch(page, -1) {
		all = append(all, found[1])
	}
	return all
}

// A long list goes on by links: each row comes once, in order, what waits for
// the person first. A script gets the same rows and the next link alone.
func TestListGoesOn(t *testing.T) {
	site := sitetest.Start(t)
	for i := range 2*desk.ListPage + 3 {
		ticket := site.Ticket(luis, desk.StatusNew)
		if i%3 == 0 {
			site.Bring(ticket, desk.StatusPending)
		}
	}
	for who, path := range map[string]string{luis: "/tickets", ana: "/tickets", sam: "/desk?view=unassigned"} {
		b := site.As(who)
		var want []desk.Ticket
		q := site.DB.Read.NewSelect().Model(&want).Where("status <> 'closed'")
		if person := site.Person(who); who == sam {
			q.Where("assignee_id IS NULL AND status <> 'solved' AND requester_id <> ?", person.ID).Order("updated_at DESC", "number DESC")
		} else {
			q.Where("requester_id = ?", person.ID).OrderExpr("status NOT IN ('pending', 'solved'), public_at DESC, number DESC")
		}
		if err := q.Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		var got []string
		for next, pages := path, 0; next != ""; pages++ {
			page := b.Get(next).Body
			rows := rowsIn(page)
			if pages > 0 {
				part := b.Script().Get(next)
				if !slices.Equal(rowsIn(part.Body), rows) || strings.Contains(part.Body, "<html") || strings.Contains(part.Body, "<h1") || !strings.Contains(part.Body, `hx-target="#more"`) {
					t.Errorf("%s: a script gets %.300s", next, part.Body)
				}
			}
			if first := pages == 0; strings.Contains(page, "hx-sse:connect") != first || strings.Contains(page, "data-still") == first || !strings.Contains(page, "data-as-of") {
				t.Errorf("%s: stream, way back or time of day", next)
			}
			if got = append(got, rows...); len(rows) > desk.ListPage || len(rows) == 0 {
				t.Errorf("%s has %d rows", next, len(rows))
			}
			link := nextPage.FindStringSubmatch(page)
			if next = ""; link != nil {
				next = html.UnescapeString(link[1])
			}
		}
		for i, row := range want {
			if len(got) != len(want) || got[i] != fmt.Sprint(row.Number) {
				t.Fatalf("%s: %d rows, want %d; or the order differs at %d", who, len(got), len(want), i)
			}
		}
	}
}

// No cursor is an error: what is none is the first page, what is past the end
// says so. A cursor tells nothing of others' tickets.
func TestAnyCursor(t *testing.T) {
	site := sitetest.Start(t)
	b, agent := site.As(ana), site.As(sam)
	first := rowsIn(b.Get("/tickets").Body)
	now := site.Plan.Now().UTC()
	year, at := now.Format("2006"), now.Format("20060102150405.000000")
	for _, before := range []string{"x", "-", "0--", "1-" + at + "-", "2-99999999999999.999999-1", "0-" + year + "1399103100.123456-1", "9", "\x00", "%27", strings.Repeat("0-1", 999), "0-" + at + "--5"} {
		for path, who := range map[string]*sitetest.Browser{"/tickets?": b, "/tickets?show=closed&": b, "/desk?view=all&": agent} {
			if a := who.Get(path + "before=" + url.QueryEscape(before)); a.Status != 200 || len(rowsIn(a.Body)) == 0 {
				t.Errorf("%q at %s: %d", before, path, a.Status)
			}
		}
	}
	page := b.Get("/tickets?before=0-19990101000000.000000-1").Body
	if len(rowsIn(page)) != 0 || !strings.Contains(page, "No hay más tickets") || !strings.Contains(page, "Volver al principio") {
		t.Error("past the end")
	}
	newest := site.Ticket(luis, desk.StatusPending)
	if got := rowsIn(b.Get("/tickets?before=" + url.QueryEscape(desk.CursorOf(newest, desk.Actor{}).String())).Body); slices.Contains(got, fmt.Sprint(newest.Number)) || len(got) == 0 || len(got) > len(first) {
		t.Errorf("after another's: %v", got)
	}
}

// A requester's search finds no note and no name of its file; the desk's does.
// The page says what was searched for, also when there is nothing.
func TestSearchKeepsNotes(t *testing.T) {
	site := sitetest.Start(t)
	b, agent := site.As(ana), site.As(sam)
	ticket := site.Ticket(ana, desk.StatusOpen)
	note := desk.Message{Body: "Canario en la mina", Files: []desk.File{site.Picture("canario-privado.png")}}
	if _, err := site.Desk.Note(t.Context(), site.Agent(sam), ticket.Number, note); err != nil {
		t.Fatal(err)
	}
	if _, err := site.Desk.Reply(t.Context(), site.Person(ana), ticket.Number, desk.Message{Body: "Aquí la Jaulà."}); err != nil {
		t.Fatal(err)
	}
	row := fmt.Sprintf(`id="ticket-%d"`, ticket.Number)
	for query, finds := range map[string]bool{"canario": false, "mina": false, "canario-privado.png": false, "jaula cobro": true, "JAULÁ": true, fmt.Sprint(ticket.Number)[:5]: true} {
		path := "?q=" + url.QueryEscape(query)
		mine, theirs := b.Get("/tickets"+path).Body, agent.Get("/desk"+path).Body
		if strings.Contains(mine, row) != finds || !strings.Contains(theirs, row) || strings.Contains(site.As(luis).Get("/tickets"+path).Body, row) {
			t.Errorf("%q", query)
		}
		if !strings.Contains(mine, "<bdi>"+query+"</bdi>") {
			t.Errorf("%q is not told", query)
		}
	}
	if page := b.Get("/tickets?q=%3Czz%3E%00%FF").Body; strings.Contains(page, "<zz>") || !strings.Contains(page, "No encontramos nada con") {
		t.Error("<zz> was not told as it is")
	}
}
