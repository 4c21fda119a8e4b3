package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/sitetest"
)

// Only a person's own list and tickets may be read without a connection: never
// a guest's, nothing of the desk, no refusal, no other page. HTTP caches keep none.
func TestWhatIsReadableOffline(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	own, asked := site.Ticket(ana, desk.StatusOpen), site.GuestTicket()
	work := site.Ticket(sam, desk.StatusOpen)
	people := map[string]*sitetest.Browser{nobody: site.Stranger(), ana: site.As(ana), luis: site.As(luis), sam: site.As(sam), guest: site.GuestOf(asked)}
	keep := map[string][]string{
		"/tickets": {ana, luis, sam}, "/tickets?show=closed": {ana, luis, sam}, "/tickets?source=pwa": {ana, luis, sam}, own.Path(): {ana}, work.Path(): {sam},
	}
	paths := []string{"/tickets?q=cobro", "/tickets?before=1-" + site.Plan.Now().UTC().Format("20060102150405.000000") + "-1", own.Path() + "?before=2", asked.Path(), "/desk" + own.Path(), "/desk", "/", "/tickets/new", "/settings", "/offline",
		"/manifest.webmanifest", "/sw.js", "/settings/erasure", "/nowhere", "/tickets/" + noTicket, "/sign-in"}
	for path := range keep {
		paths = append(paths, path)
	}
	for _, path := range paths {
		for who, b := range people {
			a := b.Get(path)
			want := ""
			for _, one := range keep[path] {
				if one == who {
					want = "keep"
				}
			}
			if a.Header.Get("X-Offline") != want || want != "" && (a.Status != 200 || a.Header.Get("X-Account") == "" || a.Header.Get("Cache-Control") != "no-store") {
				t.Errorf("%s as %s: %d, X-Offline %q for %q, %q", path, who, a.Status, a.Header.Get("X-Offline"), a.Header.Get("X-Account"), a.Header.Get("Cache-Control"))
			}
			if (who == guest || who == nobody || strings.HasPrefix(path, "/desk")) && who != ana && who != luis && (a.Header.Get("X-Account") != "" || strings.Contains(a.Body, `name="account"`)) {
				t.Errorf("%s as %s is of account %q", path, who, a.Header.Get("X-Account"))
			}
		}
	}
	if a := people[ana].Post(own.Path()+"/replies", nil); a.Status != 422 || a.Header.Get("X-Offline") != "" {
		t.Errorf("a refused reply: %d %q", a.Status, a.Header.Get("X-Offline"))
	}
}

// Each account has its own name, the same on its page and in its head.
func TestAccountOfAPage(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	seen := map[string]bool{}
	for _, who := range []string{ana, luis, sam} {
		a := site.As(who).Get("/tickets")
		tag := a.Header.Get("X-Account")
		if seen[tag] || !strings.Contains(a.Body, `<meta name="account" content="`+tag+`">`) || !strings.Contains(a.Body, `data-account="`+tag+`"`) {
			t.Errorf("%s is %q", who, tag)
		}
		if lang := a.Header.Get("Content-Language"); !strings.Contains(a.Body, `<html lang="`+lang+`"`) || lang == "" {
			t.Errorf("%s reads %q", who, lang)
		}
		seen[tag] = true
	}
}

// What the worker fetches to keep it, nobody has read, and a form is empty.
func TestWorkerReadsNothing(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b, ticket := site.As(ana), site.Ticket(ana, desk.StatusPending)
	seen := func() int {
		return site.Count("SELECT coalesce(max(seq), 0) FROM seen WHERE ticket = ? AND person_id = ?", ticket.Number, ticket.RequesterID)
	}
	before := seen()
	if a := b.With("X-Offline", "keep").Get(ticket.Path()); a.Status != 200 || a.Header.Get("X-Offline") != "keep" || seen() != before {
		t.Errorf("%d, seen up to %d", a.Status, seen())
	}
	b.Do(http.MethodPut, "/drafts/new", "application/x-www-form-urlencoded", strings.NewReader("body=angefangen"))
	if a := b.With("X-Offline", "keep").Get("/tickets/new"); a.Header.Get("X-Offline") != "keep" || strings.Contains(a.Body, "angefangen") || !strings.Contains(b.Get("/tickets/new").Body, "angefangen") {
		t.Errorf("the form of a new ticket is not kept, or not empty: %s", a.Body)
	}
	for who, b := range map[string]*sitetest.Browser{"nobody": site.Stranger(), "a guest": site.GuestOf(site.GuestTicket())} {
		if a := b.With("X-Offline", "keep").Get("/tickets/new"); a.Header.Get("X-Offline") != "" {
			t.Errorf("the form of %s is kept", who)
		}
	}
	if b.Get(ticket.Path()); seen() != int(ticket.LastSeq) {
		t.Errorf("opened, seen up to %d", seen())
	}
}

// What the worker sends late for one account is not sent as another.
func TestLateReplyIsItsWritersAlone(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	ticket := site.Ticket(ana, desk.StatusPending)
	late := func(b *sitetest.Browser, tag string) int {
		return b.Script().With("X-Account", tag).Post(ticket.Path()+"/replies", url.Values{"body": {"Tarde"}, "key": {"tarde"}}).Status
	}
	own, other := site.As(ana), site.As(luis)
	tag := own.Get("/tickets").Header.Get("X-Account")
	if late(other, tag) != 401 || late(own, other.Get("/tickets").Header.Get("X-Account")) != 401 || late(site.Stranger(), tag) != 401 {
		t.Error("it was not refused as a session that is over")
	}
	visited := site.GuestTicket()
	if a := site.GuestOf(visited).Script().With("X-Account", tag).Post(visited.Path()+"/replies", url.Values{"body": {"Tarde"}}); a.Status != 401 {
		t.Errorf("a guest sends what Ana wrote: %d", a.Status)
	}
	if first, again := late(own, tag), late(own, tag); first != 201 || again != 200 {
		t.Errorf("ana: %d, then %d", first, again)
	}
	if n := site.Count("SELECT count(*) FROM entries WHERE body = 'Tarde'"); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

// The manifest speaks the visitor's language and names only what there is.
func TestManifest(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Name = "Ayuda «Norte»" })
	for who, b := range map[string]*sitetest.Browser{"es": site.As(ana), "en": site.As(luis).With("Accept-Language", "es")} {
		a := b.Get("/manifest.webmanifest")
		var m struct {
			ID, Name, Lang, Scope, Display string
			StartURL                       string `json:"start_url"`
			Icons, Screenshots, Shortcuts  []map[string]any
			ShareTarget                    struct{ Action, Method, Enctype string } `json:"share_target"`
		}
		if err := json.Unmarshal([]byte(a.Body), &m); err != nil {
			t.Fatal(err)
		}
		if m.ID != "/" || m.Scope != "/" || m.Name != "Ayuda «Norte»" || m.Lang != who || m.Display != "standalone" || a.Header.Get("Content-Type") != "application/manifest+json; charset=utf-8" {
			t.Errorf("%+v", m)
		}
		if m.Shortcuts[0]["name"] != map[string]string{"es": "Mis tickets", "en": "My tickets"}[who] || m.Shortcuts[1]["url"] != "/tickets/new" {
			t.Errorf("shortcuts %v", m.Shortcuts)
		}
		purposes := map[any]int{}
		for _, picture := range append(m.Icons, m.Screenshots...) {
			purposes[picture["purpose"]]++
			if got := b.Get(picture["src"].(string)); got.Status != 200 || got.Header.Get("Content-Type") != "image/png" {
				t.Errorf("%v: %d %q", picture, got.Status, got.Header.Get("Content-Type"))
			}
		}
		if purposes["any"] != 2 || purposes["maskable"] != 1 || len(m.Screenshots) != 2 {
			t.Errorf("pictures: %v", purposes)
		}
		if got := b.Get(m.StartURL); got.Status != 200 {
			t.Errorf("it starts at %s: %d", m.StartURL, got.Status)
		}
		if m.ShareTarget.Action != "/share" || m.ShareTarget.Method != "POST" || m.ShareTarget.Enctype != "multipart/form-data" {
			t.Errorf("%+v", m.ShareTarget)
		}
	}
}

// The worker is one for all, knows the words of every language, and is looked
// for anew each time.
func TestWorkerScript(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	a, other := site.Stranger().Get("/sw.js"), site.As(luis).Get("/sw.js")
	if a.Status != 200 || a.Body != other.Body || a.Header.Get("Cache-Control") != "no-cache" || a.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%d, %v", a.Status, a.Header)
	}
	for _, words := range []string{"Tienes novedades en tus tickets.", "There is news on your tickets.", `"name":"Hilo"`} {
		if !strings.Contains(a.Body, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if got := site.Stranger().Get("/static/sw"); got.Status != 404 {
		t.Errorf("at another address: %d", got.Status)
	}
}

// The page for what is not there is kept on the device: it knows nobody.
func TestOfflinePageKnowsNobody(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana).With("Accept-Language", "en")
	a := b.Get("/offline")
	if a.Status != 200 || strings.Contains(a.Body, "ana@example.com") || strings.Contains(a.Body, "account") || !strings.Contains(a.Body, "You are offline") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// What is shared goes into the draft of a new ticket, after what is there, and
// is not sent. It may come from the system, where no page stands behind it.
func TestShare(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.As(ana)
	who := site.Person(ana)
	if err := site.Desk.Drafts.Save(t.Context(), who, desk.Draft{Subject: "El recibo", Body: "Lo que ya escribí", Topic: "other"}); err != nil {
		t.Fatal(err)
	}
	tickets := site.Count("SELECT count(*) FROM tickets")
	system := b.With("Sec-Fetch-Site", "none")
	form := url.Values{"title": {"Una captura"}, "text": {"Mirad esto"}, "url": {"https://example.com/pago"}}
	a := system.Upload("/share", form, sitetest.File{Name: "captura.png", Body: sitetest.PNG(t)})
	if a.Status != 303 || a.Location != "/tickets/new" {
		t.Fatalf("%d to %q", a.Status, a.Location)
	}
	d, err := site.Desk.Drafts.Of(t.Context(), who, 0)
	if err != nil || d.Subject != "El recibo" || d.Topic != "other" || d.Body != "Lo que ya escribí\n\nMirad esto\n\nhttps://example.com/pago\n\nUna captura" || len(d.Uploads) != 1 || d.Uploads[0].Name != "captura.png" {
		t.Errorf("%+v, %v", d, err)
	}
	page := b.Get("/tickets/new").Body
	if !strings.Contains(page, "Mirad esto") || !strings.Contains(page, "captura.png") || site.Count("SELECT count(*) FROM tickets") != tickets {
		t.Error("it is not in the form, or was sent")
	}
	if a := system.Upload("/share", url.Values{"text": {"Y esto"}}, sitetest.File{Name: "virus.exe", Body: []byte("MZ")}); a.Status != 422 || !strings.Contains(a.Body, "Y esto") || !strings.Contains(a.Body, "virus.exe") {
		t.Errorf("a file that is refused: %d", a.Status)
	}
	for _, site := range []string{"cross-site", "same-site"} {
		if a := b.With("Sec-Fetch-Site", site).Upload("/share", form); a.Status != 403 {
			t.Errorf("from %s: %d", site, a.Status)
		}
	}
	for _, path := range []string{"/share/", "/SHARE", "/tickets", "/sign-out"} {
		if a := system.Upload(path, form); a.Status != 403 {
			t.Errorf("%s from the system: %d", path, a.Status)
		}
	}
}

// Nobody's words wait for the sign-in; of the pictures they are told.
func TestShareByNobody(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	b := site.Stranger().With("Sec-Fetch-Site", "none")
	a := b.Upload("/share", url.Values{"text": {"Para después"}}, sitetest.File{Name: "captura.png", Body: sitetest.PNG(t)})
	if a.Status != 303 || a.Location != "/sign-in?next=/tickets/new&files=again" {
		t.Fatalf("%d to %q", a.Status, a.Location)
	}
	b = b.With("Sec-Fetch-Site", "same-origin").With("Accept-Language", "es")
	b.Header.Set("Cookie", a.Header.Get("Set-Cookie")[:strings.Index(a.Header.Get("Set-Cookie"), ";")])
	if page := b.Get(a.Location).Body; !strings.Contains(page, "Las imágenes tendrás que añadirlas otra vez.") {
		t.Error("she is not told of the pictures")
	}
	if n := site.Count("SELECT count(*) FROM uploads"); n != 0 {
		t.Errorf("%d files of nobody", n)
	}
	if site.Count("SELECT count(*) FROM drafts WHERE body = 'Para después'") != 1 {
		t.Error("the words are lost")
	}
}

// Signing out empties the caches of HTTP, and leaves the worker alone.
func TestSignOutClears(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	asked := site.GuestTicket()
	for who, b := range map[string]*sitetest.Browser{ana: site.As(ana), guest: site.GuestOf(asked)} {
		if a := b.Post("/sign-out", nil); a.Status != 303 || a.Header.Get("Clear-Site-Data") != `"cache"` {
			t.Errorf("%s: %d %q", who, a.Status, a.Header.Get("Clear-Site-Data"))
		}
	}
}

// A page that was open before an upgrade finds the parts of its script still: as they were,
// to be kept like any.
func TestFilesOfAnEarlierProgram(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t)
	const name, body = "queue-ABCD2345.js", "export const earlier = 1"
	if _, err := site.DB.Exec(t.Context(), "INSERT INTO assets (name, body, seen_at) VALUES (?, ?, ?)", name, []byte(body), site.Plan.Now().UTC()); err != nil {
		t.Fatal(err)
	}
	got := site.Stranger().Get("/static/" + name)
	if got.Status != 200 || got.Body != body || got.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%d %q, %v", got.Status, got.Body, got.Header)
	}
	if got := site.Stranger().Get("/static/queue-ABCD2346.js"); got.Status != 404 {
		t.Errorf("another answers %d", got.Status)
	}
}
