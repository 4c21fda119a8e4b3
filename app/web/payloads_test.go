package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/sitetest"
)

// payloads are what people paste to see what a page does with it. Each has the word
// canary where it would act.
var payloads = []string{
	`<script>canary()</script>`, `"><img src=x onerror=canary()>`, `' onmouseover='canary()`, `</textarea><script>canary()</script>`, `</title><svg/onload=canary()>`,
	`<svg><script href="//evil.example/canary.js"/></svg>`, `javascript:canary()`, `data:text/html,<b>canary</b>`, `vbscript:canary()`, `//evil.example/canary`,
	`<a href="javascript:canary()">aquí</a>`, `<base href="//evil.example/canary/">`, `<meta http-equiv=refresh content="0;url=//evil.example/canary">`,
	`<style>@import "//evil.example/canary"</style>`, `<iframe srcdoc="<b>canary</b>"></iframe>`, `<form action="//evil.example/canary"><button>Ok</button>`,
	`<div hx-get="/sign-out?canary" hx-trigger="load" data-hx-on:click="canary()">`, `<hx-partial hx-target="#entries">canary</hx-partial>`,
	`{{.}} {{template "canary"}} {{printf "canary"}}`, `${canary} #{canary} <%= canary %>`, `<!-- canary --> ]]> --><b>`, `=cmd|'/c calc'!A1 canary`,
	"data: canary\n\nevent: reset\ndata: canary\n\nid: 999", "canary\r\nSet-Cookie: canary=1\r\n\r\n<b>", `%0d%0aX-Canary: 1 %3Cscript%3Ecanary()%3C/script%3E`,
	"ca\u202enary.exe\u202c \u2066canary\u2069", "cañ\u0301\u0302\u0303\u0304\u0305ary canary", `&lt;script&gt;canary()&lt;/script&gt; &#x3C;b&#x3E;`, `canary' OR '1'='1'; DROP TABLE entries;--`,
}

// Whatever is written, under whatever heading, is text: on every page, in streams,
// in the export; and no mail has a word of it.
func TestPayloadsAreText(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.MailDelay = time.Millisecond })
	agent := site.As(sam)
	for i, payload := range payloads {
		who := fmt.Sprintf("ana%d@example.com", i)
		one := strings.Join(strings.Fields(payload), " ")
		b := site.As(who).With("User-Agent", one)
		b.Post("/settings", url.Values{"name": {one}})
		form := url.Values{"topic": {"other"}, "subject": {one}, "body": {payload}, "want_transaction": {one}, "guard": {"send"}}
		a := b.Upload("/tickets", form, sitetest.File{Name: one + ".txt", Body: []byte("84,90 EUR")})
		if a.Status == 422 && strings.Contains(a.Body, `id="e-want_transaction"`) { // too long for an ID
			inert(t, "the form again", a.Body)
			form.Del("want_transaction")
			a = b.Upload("/tickets", form, sitetest.File{Name: one + ".txt", Body: []byte("84,90 EUR")})
		}
		if a.Status != 303 {
			t.Errorf("%q: %d\n%s", payload, a.Status, text(t, a.Body))
			continue
		}
		stream := agent.Listen("/desk" + a.Location + "/live?after=0")
		for range 2 { // hello, and the first entry
			e := stream.Next()
			inert(t, "the desk's stream", e.Data)
			if strings.Contains(e.Name, "reset") {
				t.Errorf("%q speaks in the stream: %+v", payload, e)
			}
		}
		stream.Leave()
		if p := agent.Post("/desk"+a.Location+"/replies", url.Values{"body": {payload}, "send": {"reply"}}); p.Status != 303 {
			t.Errorf("%q as an answer: %d", payload, p.Status)
		}
		closed := site.Ticket(ana, desk.StatusClosed)
		requester := site.As(ana)
		for path, form := range map[string]url.Values{"/rating": {"score": {"bad"}, "comment": {payload}}, "/subject": {"subject": {one}}} {
			form.Set("guard", "send")
			answer := requester.Script().Post(closed.Path()+path, form)
			if inert(t, path, answer.Body); answer.Status != 201 {
				t.Errorf("%q to %s: %d", payload, path, answer.Status)
			}
		}
		for _, path := range []string{closed.Path(), "/tickets?show=closed", "/tickets?q=" + url.QueryEscape(one)} {
			inert(t, path, requester.Get(path).Body)
		}
		inert(t, "the desk's page", agent.Get("/desk"+closed.Path()).Body)
		again := site.As(who).With("User-Agent", one) // the list of sessions names both
		pages := map[string]*sitetest.Browser{
			a.Location: b, "/tickets": b, "/tickets?q=" + url.QueryEscape(payload): b, "/settings": again, "/notifications": b,
			"/desk" + a.Location: agent, "/desk?view=all": agent, "/desk?view=all&q=" + url.QueryEscape(payload): agent,
		}
		for path, b := range pages {
			page := b.Get(path)
			if page.Status != 200 || page.Header.Get("X-Canary") != "" || strings.Contains(page.Header.Get("Set-Cookie"), "canary") {
				t.Errorf("%q at %s: %d, %v", payload, path, page.Status, page.Header)
			}
			inert(t, path, page.Body)
		}
		for path, b := range map[string]*sitetest.Browser{a.Location: b, "/desk" + a.Location: agent} {
			if said := text(t, b.Get(path).Body); strings.Count(plain(said), plain(one)) < 3 { // subject, message, answer
				t.Errorf("%q is not told as it was written at %s:\n%s", one, path, said)
			}
		}
		inert(t, "the export", unzip(t, b.Get("/settings/export"))["index.html"])
	}
	for i, payload := range payloads { // nobody's own: to addresses that they may only claim to have
		one := strings.Join(strings.Fields(payload), " ")
		form := url.Values{"topic": {"other"}, "subject": {one}, "body": {"```c++\n" + payload + "\n```"}, "name": {one}, "email": {fmt.Sprintf("marta%d@example.com", i)}, "guard": {"send"}}
		if a := site.Stranger().Upload("/tickets", form); a.Status/100 != 3 && a.Status != 201 {
			t.Errorf("%q by nobody: %d\n%s", payload, a.Status, text(t, a.Body))
		} else {
			inert(t, "the page after it", a.Body)
		}
	}
	site.Settle()
	var mails []notify.DevMail
	if err := site.DB.Read.NewSelect().Model(&mails).Scan(t.Context()); err != nil || len(mails) < 2*len(payloads) {
		t.Fatal(len(mails), err)
	}
	for _, m := range mails {
		told := strings.ToLower(fmt.Sprint(m.Subject, m.Headers, m.Text, m.HTML))
		if strings.Contains(told, "canary") || strings.Contains(told, "evil.example") {
			t.Errorf("a mail to %s tells of it: %s", m.To, m.Subject)
		}
	}
}

// plain is a text without the marks that may be dropped from it, and without blanks.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, s)
}

// inert looks for what would act on a page, beside what we put there ourselves.
func inert(t *testing.T, where, body string) {
	t.Helper()
	for n := range parse(t, body).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		src := attr(n, "src")
		switch n.Data {
		case "iframe", "object", "embed", "base", "style", "frame", "applet":
			if !strings.HasPrefix(where, "the export") {
				t.Errorf("%s has <%s>", where, n.Data)
			}
		case "script":
			if !strings.HasPrefix(src, "/static/") {
				t.Errorf("%s has a script of %q", where, src)
			}
		case "img":
			if src != "" && !strings.HasPrefix(src, "/files/") && !strings.HasPrefix(src, "/static/") && !strings.HasPrefix(src, "data:") && strings.Contains(src, ":") {
				t.Errorf("%s has a picture of %q", where, src)
			}
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Key, "hx-on") || a.Key == "srcdoc" {
				t.Errorf("%s has <%s %s=%q>", where, n.Data, a.Key, a.Val)
			}
			leads := a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction" || strings.HasPrefix(a.Key, "hx-")
			if leads && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:text") || strings.HasPrefix(value, "vbscript:") || strings.HasPrefix(value, "//")) {
				t.Errorf("%s leads to %s=%q", where, a.Key, a.Val)
			}
			if strings.HasPrefix(a.Key, "hx-") && a.Key != "hx-sse:connect" && !strings.HasPrefix(value, "/desk?before=") && strings.Contains(value, "canary") {
				t.Errorf("%s swaps by %s=%q", where, a.Key, a.Val)
			}
		}
		if n.Data == "a" && strings.HasPrefix(attr(n, "href"), "http") && strings.Contains(attr(n, "href"), "evil") && !strings.Contains(attr(n, "rel"), "noopener") {
			t.Errorf("%s leads out without care: %q", where, attr(n, "href"))
		}
	}
}
