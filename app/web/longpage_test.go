package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

const longestPage = 256 << 10

var olderLink = regexp.MustCompile(`thread__older"><a[^>]*href="([^"]+)"`)

// A page of a thread is bounded in bytes, however long its messages are, and
// however much longer their signs become; earlier ones follow, each once.
func TestPagesAreBounded(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	first := site.Read(ticket.Number).LastSeq
	for i := range 110 {
		says(t, site, site.Person(ana), ticket, fmt.Sprintf("%d%s", i, strings.Repeat("'", 20_000-3)))
	}
	for who, at := range map[string]string{ana: ticket.Path(), sam: "/desk" + ticket.Path()} {
		for _, b := range []*sitetest.Browser{site.As(who), site.As(who).Script()} {
			seen := map[string]bool{}
			for page := at; page != ""; {
				a := b.Get(page)
				if a.Status != 200 || len(a.Body) > longestPage {
					t.Fatalf("%s: %s has %d bytes, %d", who, page, len(a.Body), a.Status)
				}
				for _, id := range regexp.MustCompile(`id="entry-(\d+)"`).FindAllStringSubmatch(a.Body, -1) {
					if seen[id[1]] {
						t.Fatalf("%s: entry %s comes twice", who, id[1])
					}
					seen[id[1]] = true
				}
				page = ""
				if m := olderLink.FindStringSubmatch(a.Body); m != nil {
					page = m[1]
				}
			}
			if want := int(first) + 110; who == ana && len(seen) < 110 || who == sam && len(seen) != want {
				t.Errorf("%s sees %d entries", who, len(seen))
			}
		}
	}
	stream := site.As(ana).Listen(ticket.Path() + "/live?after=0")
	defer stream.Leave()
	bytes := 0
	for {
		e := stream.Next()
		if bytes += len(e.Data); e.Name == "reset" {
			break
		}
		if bytes > 4<<20 {
			t.Fatal("the stream replays all of it")
		}
	}
}

// A message that alone is longer than a page is folded, on the page and by the
// stream, with a link to all of it that needs no script; it is nobody else's.
func TestLongestMessageIsFolded(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusOpen)
	body := "principio http://a.co/?" + strings.Repeat("&", 19_950) + "x final"
	e := says(t, site, site.Person(ana), ticket, body)
	b := site.As(ana)
	link := fmt.Sprintf("%s?whole=%d", ticket.Path(), e.Seq)
	page := b.Get(ticket.Path())
	if len(page.Body) > longestPage || !strings.Contains(page.Body, "principio") || strings.Contains(page.Body, " final") || !strings.Contains(page.Body, `href="`+link+`"`) {
		t.Errorf("%d bytes", len(page.Body))
	}
	if whole := b.Get(link); whole.Status != 200 || !strings.Contains(whole.Body, " final") || !strings.Contains(whole.Body, "<html") || strings.Contains(whole.Body, "whole=") {
		t.Errorf("the whole: %d, %d bytes", whole.Status, len(whole.Body))
	}
	if part := b.Script().Get(link); !strings.Contains(part.Body, " final") || strings.Contains(part.Body, "<html") || element(t, part.Body, fmt.Sprint("entry-", e.Seq)) == "" {
		t.Errorf("its part: %d, %.200s", part.Status, part.Body)
	}
	if a := site.As(sam).Get("/desk" + link); a.Status != 200 || !strings.Contains(a.Body, " final") {
		t.Errorf("at the desk: %d", a.Status)
	}
	note, err := site.Desk.Note(t.Context(), site.Agent(sam), ticket.Number, desk.Message{Body: "canario"})
	if err != nil {
		t.Fatal(err)
	}
	for path, who := range map[string]*sitetest.Browser{
		link: site.As(luis), fmt.Sprintf("%s?whole=%d", ticket.Path(), note.Seq): b, fmt.Sprintf("%s?whole=%d", ticket.Path(), 9999): b,
	} {
		if a := who.Get(path); a.Status != http.StatusNotFound || strings.Contains(a.Body, "canario") {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	stream := b.Listen(fmt.Sprintf("%s/live?after=%d", ticket.Path(), e.Seq-1))
	defer stream.Leave()
	if ev := stream.Hears("principio"); len(ev.Data) > longestPage || !strings.Contains(ev.Data, "whole=") {
		t.Errorf("the stream sends %d bytes", len(ev.Data))
	}
}

// So are the lists, and what they say of the longest that one may write.
func TestListsAreBounded(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	for i := range desk.ListPage + 5 {
		long := fmt.Sprint(i, strings.Repeat("'", desk.MaxSubject-3))
		opened, _, err := site.Desk.Open(t.Context(), site.Person(ana), desk.Question{Topic: "payments", Subject: long, Message: desk.Message{Body: strings.Repeat("'", 20_000)}})
		if err != nil {
			t.Fatal(err)
		}
		says(t, site, site.Agent(sam), opened, strings.Repeat("&", 20_000))
	}
	for path, who := range map[string]*sitetest.Browser{
		"/tickets": site.As(ana), "/notifications": site.As(ana), "/tickets?q=payments": site.As(ana), "/desk?view=all": site.As(sam), "/desk?q=ana@example.com": site.As(sam),
	} {
		if a := who.Get(path); a.Status != 200 || len(a.Body) > longestPage {
			t.Errorf("%s: %d, %d bytes", path, a.Status, len(a.Body))
		}
	}
}
