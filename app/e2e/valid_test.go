package e2e

import (
	"net/url"
	"strings"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"hilo/app/htmltest"
)

// receive notes an answer in HTML, so that it can be read as the server sent it.
func (p *page) receive(e *network.EventResponseReceived) {
	if e.Response.MimeType == "text/html" && strings.HasPrefix(e.Response.URL, p.url+"/") {
		p.mu.Lock()
		p.answers = append(p.answers, e)
		p.mu.Unlock()
	}
}

// collect adds the answers that led to the page as it is now: the page, and the
// parts that came since. The browser forgets those of the pages before it.
func (p *page) collect(name string, into htmltest.Answers) {
	p.t.Helper()
	p.mu.Lock()
	answers := p.answers
	p.answers = nil
	p.mu.Unlock()
	pages := 0
	for _, e := range answers {
		got, err := chromedp.Call(p.ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: e.RequestID})
		if err != nil || len(got.Body) == 0 {
			continue
		}
		if e.Type == network.ResourceTypeDocument {
			pages++
		}
		what := name
		if u, err := url.Parse(e.Response.URL); err == nil && len(answers) > 1 {
			what += " " + u.Path
		}
		into.Add(what, string(got.Body))
	}
	if pages == 0 {
		p.t.Errorf("%s: nobody checked its HTML", name)
	}
}
