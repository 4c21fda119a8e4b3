package app_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

// The real program, built once, lives through what happens to programs.
func TestProgram(t *testing.T) {
	file, err := rig.Build("..", t.TempDir(), "-ldflags=-s -w")
	ok(t, err)
	for _, story := range []struct {
		name string
		tell func(t *testing.T, file string)
	}{
		{"killed", killed},
		{"cable cut", cut},
		{"stopped", stopped},
		{"tells systemd", tellsSystemd},
		{"crowded", crowded},
		{"keeps secrets", discreet},
		{"takes settings", takes},
		{"refuses settings", refuses},
		{"refuses settings of commands", refusesBeside},
		{"refuses to begin where something was lost", refusesToBegin},
		{"refuses root what is another's", refusesRoot},
		{"refuses folders", refusesFolder},
		{"refuses other keys", refusesKeys},
		{"upgraded", upgraded},
		{"slow readers", slow},
		{"stalled and quiet readers", readers},
		{"tells", tells},
		{"examined", examined},
		{"gives up", givesUp},
		{"loses its disk", losesDisk},
		{"keeps files in a bucket", keepsInBucket},
		{"backup and restore killed", killedCopies},
		{"backs itself up", backsItselfUp},
		{"fills the disk", fillsDisk},
		{"no disk left", noDiskLeft},
		{"withstands", withstands},
		{"besieged", besieged},
	} {
		t.Run(story.name, func(t *testing.T) { story.tell(t, file) })
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// found lays out an installation with a folder of its own.
func found(t *testing.T, file string) *rig.Site {
	t.Helper()
	site, err := rig.NewSite(file, t.TempDir())
	ok(t, err)
	t.Cleanup(func() { site.Post.Close() })
	return site
}

// serve starts the site; it is gone at the end of t.
func serve(ctx context.Context, t *testing.T, site *rig.Site) *rig.Process {
	t.Helper()
	p, err := site.Serve(ctx)
	if p != nil {
		t.Cleanup(p.Kill)
	}
	ok(t, err)
	return p
}

// within is a context that ends with t, or when t takes too long.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// opens has a customer sign in and open a ticket, and returns both.
func opens(ctx context.Context, t *testing.T, site *rig.Site, email string) (*rig.Browser, int64) {
	t.Helper()
	b, err := site.Customer(ctx, email)
	ok(t, err)
	at, err := b.Open(ctx, "A question", "Where is it?", "open "+email)
	ok(t, err)
	number, err := strconv.ParseInt(path.Base(at), 10, 64)
	ok(t, err)
	return b, number
}

var eightDigits = regexp.MustCompile(`\d{8,}`)

// writes has somebody open a ticket without signing in, and returns its number
// as their mail tells it.
func writes(ctx context.Context, t *testing.T, site *rig.Site, email string) int64 {
	t.Helper()
	form, before := rig.Question("A question", "Where is it?", "open "+email), len(site.Post.Mails())
	form.Set("email", email)
	_, err := rig.NewBrowser(site.Addr, site.Post, nil).PostWanting(ctx, http.StatusCreated, "/tickets", form)
	ok(t, err)
	m, err := site.Post.Await(ctx, before, email, eightDigits.String())
	ok(t, err)
	number, err := strconv.ParseInt(eightDigits.FindString(m.Subject), 10, 64)
	ok(t, err)
	return number
}

func replies(number int64) string { return fmt.Sprintf("/desk/tickets/%d/replies", number) }

// attach sends a form with a file.
func attach(ctx context.Context, b *rig.Browser, path string, form url.Values, content []byte) (rig.Answer, error) {
	return attachNamed(ctx, b, path, form, "a.log", content)
}

func attachNamed(ctx context.Context, b *rig.Browser, path string, form url.Values, name string, content []byte) (rig.Answer, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range form {
		w.WriteField(field, values[0])
	}
	part, err := w.CreateFormFile("files", name)
	if err != nil {
		return rig.Answer{}, err
	}
	part.Write(content)
	w.Close()
	r := b.Request(ctx, path, nil)
	sent, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL.String(), &body)
	if err != nil {
		return rig.Answer{}, err
	}
	sent.Header.Set("Sec-Fetch-Site", "same-origin")
	sent.Header.Set("Content-Type", w.FormDataContentType())
	return b.Send(sent)
}
