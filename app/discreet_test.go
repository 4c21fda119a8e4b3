package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/uptrace/bun"

	"hilo/app/bench/rig"
	"hilo/db"
)

// A whole run, with all that goes wrong in it, leaves no code, token, address
// or word of anybody in the log.
func discreet(t *testing.T, file string) {
	ctx := within(t, time.Minute)
	site := found(t, file)
	site.Env = []string{"HILO_SMTP=smtp://canary-user:canary-password@" + site.Post.Addr, "HILO_METRICS=" + freeAddress(t)}
	running := serve(ctx, t, site)
	w := &whisper{t: t, site: site, secrets: []string{"canary", "Canary", "example.com", "/g/", "/staff/"}}
	setup, err := os.ReadFile(filepath.Join(site.Dir, "setup-link"))
	ok(t, err)
	w.keep(tokenOf(string(setup)))
	if info, err := os.Stat(filepath.Join(site.Dir, "setup-link")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the set-up link is for all to read: %v, %v", info.Mode(), err)
	}
	sam, link, err := site.Agent(ctx, "canary-sam@example.com")
	ok(t, err)
	w.keep(tokenOf(link), cookiesOf(sam))
	w.signsIn(ctx, sam)
	w.comesAsGuest(ctx)
	w.goesWrong(ctx, sam)
	w.measures(ctx, strings.TrimPrefix(site.Env[1], "HILO_METRICS="))
	if _, code := running.Stop(); code != 0 {
		t.Errorf("serve exited %d", code)
	}
	w.judge()
}

// whisper is what must not be heard.
type whisper struct {
	t       *testing.T
	site    *rig.Site
	number  int64 // Ana's ticket
	secrets []string
}

func (w *whisper) keep(secrets ...string) {
	for _, s := range secrets {
		if len(s) < 6 {
			w.t.Fatalf("%q is no secret", s)
		}
		w.secrets = append(w.secrets, s)
	}
}

func tokenOf(link string) string {
	return strings.TrimSpace(link[strings.LastIndex(link, "/")+1:])
}

func cookiesOf(b *rig.Browser) string {
	u := &url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/"}
	for _, c := range b.Jar.Cookies(u) {
		if strings.HasSuffix(c.Name, "session") || strings.HasSuffix(c.Name, "guest") {
			return c.Value
		}
	}
	return ""
}

// signsIn is Ana's day: a wrong code, the right one, a ticket, an answer.
func (w *whisper) signsIn(ctx context.Context, sam *rig.Browser) {
	ana, number := opens(ctx, w.t, w.site, "canary-ana@example.com")
	w.number = number
	w.keep(cookiesOf(ana))
	for _, m := range w.site.Post.Mails() {
		if code := regexp.MustCompile(`\d{4} \d{4}`).FindString(m.Text); code != "" {
			w.keep(code, strings.ReplaceAll(code, " ", ""))
		}
	}
	stranger := rig.NewBrowser(w.site.Addr, w.site.Post, nil)
	w.gets(ctx, stranger, 303, "/sign-in", url.Values{"email": {"canary-eve@example.com"}})
	w.gets(ctx, stranger, 303, "/sign-in/verify", url.Values{"code": {"12345670"}})
	w.gets(ctx, stranger, 422, "/sign-in", url.Values{"email": {"canary at example.com"}})
	w.gets(ctx, sam, 303, replies(number), rig.Reply("Canary words", "canary-key"))
	w.gets(ctx, sam, 409, replies(number), rig.Reply("Other canary words", "canary-key"))
	w.gets(ctx, ana, 200, "/tickets?q=canary", nil)
	w.gets(ctx, ana, 404, "/canary?canary=canary", nil)
}

// comesAsGuest asks without an account and comes back by the link.
func (w *whisper) comesAsGuest(ctx context.Context) {
	form, before := rig.Question("Canary subject", "Canary question", "canary"), len(w.site.Post.Mails())
	form.Set("email", "canary-guest@example.com")
	form.Set("name", "Canary Bird")
	guest := rig.NewBrowser(w.site.Addr, w.site.Post, nil)
	w.gets(ctx, guest, 201, "/tickets", form)
	m, err := w.site.Post.Await(ctx, before, "canary-guest@example.com", `/g/\w+`)
	ok(w.t, err)
	path := regexp.MustCompile(`/g/\S+`).FindString(m.Text)
	w.keep(tokenOf(path))
	w.gets(ctx, guest, 200, path, nil)
	w.gets(ctx, guest, 404, path+"x", nil)
	before = len(w.site.Post.Mails())
	w.gets(ctx, guest, 303, path+"/code", url.Values{"x": {""}})
	m, err = w.site.Post.Await(ctx, before, "canary-guest@example.com", `\d{4} \d{4}`)
	ok(w.t, err)
	code := regexp.MustCompile(`\d{4} \d{4}`).FindString(m.Text)
	w.keep(code, strings.ReplaceAll(code, " ", ""))
	w.gets(ctx, guest, 303, path+"/verify", url.Values{"code": {code}})
	w.keep(cookiesOf(guest))
}

// goesWrong breaks the mail server, the disk and the database in turn.
func (w *whisper) goesWrong(ctx context.Context, sam *rig.Browser) {
	for i, code := range []int{451, 550} { // servers quote addresses
		w.site.Post.Refuse(&smtp.SMTPError{Code: code, Message: "no such canary-ana@example.com"})
		form := rig.Question("Canary subject", "Canary question", fmt.Sprint("canary", i))
		form.Set("email", fmt.Sprintf("canary-%d@example.com", i))
		w.gets(ctx, rig.NewBrowser(w.site.Addr, w.site.Post, nil), 201, "/tickets", form)
		w.logs([]string{"job failed", "job is dead"}[i])
	}
	w.site.Post.Refuse(nil)

	folder := filepath.Join(w.site.Dir, "files")
	ok(w.t, os.Rename(folder, folder+".away"))
	u := begin(ctx, sam, replies(w.number), "canary-file")
	close(u.goOn)
	if a := <-u.answer; a.err == nil && a.Status != 500 { // it may be gone before all was sent
		w.t.Errorf("a file without a disk got %d", a.Status)
	}
	ok(w.t, os.Rename(folder+".away", folder))

	d, err := db.Open(ctx, w.site.Database())
	ok(w.t, err)
	defer d.Close()
	ok(w.t, d.Write(ctx, func(ctx context.Context, _ bun.Tx) error { // longer than anybody waits for the database
		w.gets(ctx, sam, 503, replies(w.number), rig.Reply("Canary words that cannot be kept", "canary-lock"))
		return nil
	}))
}

// measures reads the metrics: they tell what went wrong, and nothing of anybody.
func (w *whisper) measures(ctx context.Context, addr string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/metrics", nil)
	ok(w.t, err)
	a, err := http.DefaultClient.Do(r)
	ok(w.t, err)
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if ok(w.t, err); a.StatusCode != http.StatusOK {
		w.t.Fatalf("the metrics got %d", a.StatusCode)
	}
	said := string(body)
	for _, line := range []string{`hilo_mails_total{outcome="refused"} [1-9]`, `hilo_mails_total{outcome="failed"} [1-9]`, `hilo_mails_total{outcome="sent"} [1-9]`,
		`hilo_codes_total{outcome="wrong"} 1`, `hilo_jobs_given_up{kind="received"} 1`, `hilo_jobs{kind="received"} 1`, `hilo_http_requests_total{route="/desk/tickets/:number/replies",method="POST",code="5xx"} [1-9]`} {
		if !regexp.MustCompile("(?m)^" + line).MatchString(said) {
			w.t.Errorf("the metrics do not tell %s", line)
		}
	}
	for _, secret := range append([]string{fmt.Sprint(w.number)}, w.secrets...) {
		if strings.Contains(strings.ReplaceAll(strings.ReplaceAll(said, `"/g/:token`, ""), `"/staff/:token`, ""), secret) {
			w.t.Errorf("the metrics hold a secret of %d letters", len(secret))
		}
	}
	if w.t.Failed() {
		w.t.Log(said)
	}
}

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	defer ln.Close()
	return ln.Addr().String()
}

// gets sends a form, or asks for a page, and expects a status.
func (w *whisper) gets(ctx context.Context, b *rig.Browser, status int, path string, form url.Values) {
	w.t.Helper()
	r := b.Request(ctx, path, form)
	a, err := b.Send(r)
	if ok(w.t, err); a.Status != status {
		w.t.Errorf("%s got %d, not %d", r.Method, a.Status, status)
	}
}

// logs waits until the log tells of something.
func (w *whisper) logs(word string) {
	w.t.Helper()
	for end := time.Now().Add(10 * time.Second); !strings.Contains(w.site.Log(), word); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("the log does not say %q", word)
		}
	}
}

// judge reads the log: its lines are JSON but for the welcome, tell what went
// wrong, and hold no secret.
func (w *whisper) judge() {
	said := w.site.Log()
	lines := bufio.NewScanner(strings.NewReader(said))
	for n := 0; lines.Scan(); n++ {
		if line := lines.Bytes(); n >= 2 && !json.Valid(line) {
			w.t.Errorf("line %d of the log is no JSON", n+1)
		}
	}
	for _, failure := range []string{"request failed", "nothing can be kept"} {
		if !strings.Contains(said, failure) {
			w.t.Errorf("the log does not tell of what failed: %s", failure)
		}
	}
	said = strings.ReplaceAll(said, w.site.URL+"\n", "") // the welcome
	for _, secret := range w.secrets {
		if strings.Contains(said, secret) {
			w.t.Errorf("the log holds a secret of %d letters", len(secret))
		}
	}
	if w.t.Failed() {
		w.t.Log(said)
	}
}
