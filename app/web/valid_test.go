package web_test

import (
	"context"
	"strings"
	"testing"

	"hilo/app/htmltest"
	"hilo/app/sitetest"
)

// Whatever the server sends as HTML is valid: pages, refusals, parts, events
// and mails, in both languages.
func TestEveryAnswerIsValid(t *testing.T) {
	t.Parallel()
	site := sitetest.Start(t, func(p *sitetest.Plan) { p.Config.MailDelay = 0 })
	answers, kinds := htmltest.Answers{}, map[string]int{}
	for _, locale := range []string{"es", "en"} {
		for _, p := range walk(t, site, locale) {
			kind := "event"
			if p.Response != nil {
				if kind = "part"; strings.HasPrefix(p.Body, "<!doctype") {
					kind = "page"
				}
				if !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") || kind == "page" && strings.HasSuffix(p.what, " by script") {
					continue // not HTML, or the same page once more
				}
			}
			kinds[kind]++
			answers.Add(p.what, p.Body)
		}
	}
	site.Settle()
	mails, err := site.Notify.Mails(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	letters := htmltest.Answers{}
	for _, m := range mails {
		kinds["mail"]++
		letters.Add("mail "+m.Subject, m.HTML)
	}
	for _, line := range append(htmltest.Wrong(t, htmltest.Web, answers), htmltest.Wrong(t, htmltest.Mail, letters)...) {
		t.Error(line)
	}
	for kind, least := range map[string]int{"page": 150, "part": 40, "event": 20, "mail": 20} {
		if kinds[kind] < least {
			t.Errorf("only %d of kind %s", kinds[kind], kind)
		}
	}
	t.Log(kinds)
}
