package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"hilo/app/metrics"
	"hilo/app/sitetest"
)

// scrape is what Prometheus reads of a site.
func scrape(t *testing.T, site *sitetest.Site) string {
	t.Helper()
	text := new(metrics.Text)
	site.WriteMetrics(t.Context(), text)
	return string(text.Bytes())
}

// lived is the demo world after a day in it, with all that people may type in addresses.
func lived(t *testing.T) *sitetest.Site {
	site := sitetest.Start(t)
	ana, sam, stranger := site.As("ana"), site.As("sam"), site.Stranger()
	number := site.Count("SELECT min(number) FROM tickets WHERE requester_id = (SELECT id FROM people WHERE email = 'ana@example.com')")
	path := fmt.Sprint("/tickets/", number)
	for _, b := range []*sitetest.Browser{ana, sam, stranger} {
		for _, address := range []string{"/", path, "/desk" + path, path + "/live?after=x", "/tickets?q=canary", "/canary/" + fmt.Sprint(number), "/g/canary", "/u/canary", "/staff/canary", "/static/canary.js", "/metrics"} {
			b.Get(address)
		}
	}
	sam.Post("/desk"+path+"/replies", url.Values{"body": {"canary words"}, "send": {"reply"}, "key": {"canary-key"}})
	stranger.Post("/sign-in", url.Values{"email": {"canary@example.com"}})
	stranger.Post("/sign-in/verify", url.Values{"code": {"12345670"}})
	return site
}

// Whoever reads the metrics learns of nobody: no label is an address, a number, a token or
// a text, of the demo people or of what somebody typed.
func TestMetricsAreOfNobody(t *testing.T) {
	site := lived(t)
	said := scrape(t, site)
	var private []string
	for _, query := range []string{
		"SELECT email FROM people", "SELECT name FROM people WHERE length(name) > 2", "SELECT CAST(number AS TEXT) FROM tickets", "SELECT subject FROM tickets",
		"SELECT body FROM entries WHERE length(body) > 2", "SELECT id FROM jobs", "SELECT key FROM jobs WHERE key IS NOT NULL", "SELECT id FROM sessions",
	} {
		var some []string
		if err := site.DB.Read.NewRaw(query).Scan(t.Context(), &some); err != nil {
			t.Fatal(err)
		}
		private = append(private, some...)
	}
	if len(private) < 50 {
		t.Fatalf("read wrong: %q", private)
	}
	for _, secret := range append(private, "canary", "example.com", site.Plan.Config.Database) {
		if secret != "" && strings.Contains(said, secret) {
			t.Errorf("the metrics tell %q", secret)
		}
	}
	values := regexp.MustCompile(`\w+="([^"]*)"`).FindAllStringSubmatch(said, -1)
	for _, v := range values {
		if !regexp.MustCompile(`^[a-z0-9_/:.+-]*(Inf)?$`).MatchString(v[1]) && v[1] != "GET" && v[1] != "POST" && v[1] != "PUT" && v[1] != "DELETE" {
			t.Errorf("a label is %q", v[1])
		}
	}
	if len(said) > 60_000 || len(values) < 100 {
		t.Errorf("%d bytes, %d labels", len(said), len(values))
	}
}

// What happened is counted where it belongs.
func TestMetricsCount(t *testing.T) {
	site := lived(t)
	said := scrape(t, site)
	for _, line := range []string{
		`hilo_http_requests_total{route="/tickets/:number",method="GET",code="2xx"} 1`,
		`hilo_http_requests_total{route="/desk/tickets/:number/replies",method="POST",code="3xx"} 1`,
		`hilo_http_requests_total{route="/desk/tickets/:number/replies",method="POST",code="5xx"} 0`,
		`hilo_http_requests_total{route="other",method="other",code="4xx"} 6`,
		`hilo_http_seconds_bucket{route="/tickets/:number",le="+Inf"} 3`,
		`hilo_http_seconds_count{route="/sign-in/verify"} 3`,
		`hilo_streams 0`,
		`hilo_db_up 1`,
		`hilo_codes_total{outcome="sent"} 3`,
		`hilo_codes_total{outcome="wrong"} 1`,
		`hilo_mail_outage 0`,
		`hilo_disk_room 2`,
	} {
		if !strings.Contains(said, line+"\n") {
			t.Errorf("it does not say %s", line)
		}
	}
	for _, some := range []string{`hilo_db_read_seconds_count`, `hilo_db_write_seconds_count`, `hilo_db_wait_seconds_count`, `hilo_disk_free_bytes`} {
		if !regexp.MustCompile(`(?m)^` + some + ` [1-9]`).MatchString(said) {
			t.Errorf("there is nothing in %s", some)
		}
	}
	if t.Failed() {
		t.Log(said)
	}
}

// A database that does not answer in time is told as such, beside all else.
func TestMetricsWithoutDatabase(t *testing.T) {
	site := sitetest.Start(t)
	site.Stranger().Get("/") // it runs
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	text := new(metrics.Text)
	site.WriteMetrics(ctx, text)
	for _, line := range []string{"\nhilo_db_up 0\n", "\nhilo_disk_room 2\n", "\ngo_goroutines "} {
		if !strings.Contains(string(text.Bytes()), line) {
			t.Errorf("it does not say %q: %s", line, text.Bytes())
		}
	}
}

// However much comes in however many ways, there is no more to read of a route than that.
func TestMetricsStaySmall(t *testing.T) {
	site := sitetest.Start(t)
	site.Stranger().Get("/") // it runs
	for _, r := range site.Web.Routes() {
		r.Times.Add(123456789)
		for class := range r.Answers {
			if class > 1 {
				r.Answers[class].Add(123_456_789)
			}
		}
	}
	said, routes := scrape(t, site), len(site.Web.Routes())
	if t.Logf("%d bytes of %d routes", len(said), routes); len(said) > 750*routes {
		t.Errorf("that is too much")
	}
}

// A stream counts while it is open, and each time that it tells something.
func TestMetricsOfStreams(t *testing.T) {
	site := sitetest.Start(t)
	ana := site.As("ana")
	stream := ana.Listen("/tickets/live")
	site.Until("a stream", func() bool { return strings.Contains(scrape(t, site), "hilo_streams 1\n") })
	told := site.Web.Streams().Delivered()
	ana.Post("/tickets", url.Values{"topic": {"other"}, "subject": {"One more"}, "body": {"One more"}, "key": {"one"}})
	site.Until("news", func() bool { return site.Web.Streams().Delivered() > told })
	stream.Body.Close()
	site.Until("its end", func() bool { return strings.Contains(scrape(t, site), "hilo_streams 0\n") })
}

var (
	family = regexp.MustCompile(`(?m)^# TYPE (\w+) (\w+)$`)
	ours   = regexp.MustCompile(`\b(?:hilo|process|go)_[a-z_]+`)
)

// The alerts and the dashboard ask for what is served, and for nothing else.
func TestDocumentsNameWhatIsServed(t *testing.T) {
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.Backup = t.TempDir() + "/backups" })
	site.Stranger().Get("/") // it runs
	site.MakeBackup(t.Context())
	served := map[string]bool{}
	for _, m := range family.FindAllStringSubmatch(scrape(t, site), -1) {
		served[m[1]] = true
		if m[2] == "histogram" {
			served[m[1]+"_bucket"], served[m[1]+"_sum"], served[m[1]+"_count"] = true, true, true
		}
	}
	for _, file := range []string{"../../docs/alerts.yaml", "../../docs/grafana.json"} {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := ours.FindAllString(string(body), -1)
		if len(names) < 6 {
			t.Errorf("%s names %q", file, names)
		}
		for _, name := range names {
			if !served[name] {
				t.Errorf("%s asks for %s, which nobody serves", file, name)
			}
		}
	}
}
