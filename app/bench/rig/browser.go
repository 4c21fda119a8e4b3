package rig

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Browser is one person's browser without a screen.
type Browser struct {
	http.Client
	Email string
	From  string // the address that it has behind a proxy that is trusted; "": none

	base string
	post *Post
}

// Answer is what a browser got.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// NewBrowser opens a browser at the site that listens on addr. dial may be nil;
// it is how connections are made.
func NewBrowser(addr string, post *Post, dial func(ctx context.Context, network, addr string) (net.Conn, error)) *Browser {
	jar, _ := cookiejar.New(nil) // it cannot fail
	b := &Browser{base: "http://" + addr, post: post}
	b.Client = http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		Transport:     &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 4},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return b
}

// Request makes a request as pages of the site do. A nil form makes a GET.
func (b *Browser) Request(ctx context.Context, path string, form url.Values) *http.Request {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		panic(err) // a path in a test is wrong
	}
	b.sign(r)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		// As browsers do, it goes again where a connection that was idle had been closed
		// (RFC 9112, 9.3.1); nothing of this is sent (http.Transport).
		r.Header["Idempotency-Key"] = nil
	}
	return r
}

// sign tells where a request comes from.
func (b *Browser) sign(r *http.Request) {
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if b.From != "" {
		r.Header.Set("X-Forwarded-For", b.From)
	}
}

// Send sends r and reads the whole answer.
func (b *Browser) Send(r *http.Request) (Answer, error) {
	resp, err := b.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return Answer{resp.StatusCode, resp.Header, string(body)}, err
}

// Get asks for a page.
func (b *Browser) Get(ctx context.Context, path string) (Answer, error) {
	return b.Send(b.Request(ctx, path, nil))
}

// Post sends a form.
func (b *Browser) Post(ctx context.Context, path string, form url.Values) (Answer, error) {
	return b.Send(b.Request(ctx, path, form))
}

// PostWanting sends a form and fails unless the answer has the status.
func (b *Browser) PostWanting(ctx context.Context, status int, path string, form url.Values) (Answer, error) {
	a, err := b.Post(ctx, path, form)
	if err == nil && a.Status != status {
		err = fmt.Errorf("the form got %d, not %d", a.Status, status)
	}
	return a, err
}

// Upload sends a form with one file of text, named files.
func (b *Browser) Upload(ctx context.Context, path string, form url.Values, name, text string) (Answer, error) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for field, values := range form {
		for _, value := range values {
			parts.WriteField(field, value) // into memory: it cannot fail
		}
	}
	file, _ := parts.CreateFormFile("files", name)
	io.WriteString(file, text)
	parts.Close()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+path, &body)
	if err != nil {
		return Answer{}, err
	}
	b.sign(r)
	r.Header.Set("Content-Type", parts.FormDataContentType())
	return b.Send(r)
}

// Cookies are what the browser shows the site, as a request has them.
func (b *Browser) Cookies() string {
	var all []string
	for _, cookie := range b.Jar.Cookies(b.Request(context.Background(), "/", nil).URL) {
		all = append(all, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(all, "; ")
}

// Stream opens a stream; whoever called it closes its body.
func (b *Browser) Stream(ctx context.Context, path string) (*http.Response, error) {
	r := b.Request(ctx, path, nil)
	r.Header.Set("Accept", "text/event-stream")
	endless := http.Client{Jar: b.Jar, Transport: b.Transport}
	resp, err := endless.Do(r)
	if err == nil && resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		err = fmt.Errorf("the stream got %d", resp.StatusCode)
	}
	return resp, err
}

// Code is a code as mails show it: 8, 10 or 12 digits.
var Code = regexp.MustCompile(`\b\d{4,5} \d{4,5}( \d{4})?\b`)

// SignIn proves the address by the code that a mail brings, and returns it.
func (b *Browser) SignIn(ctx context.Context, email string) (string, error) {
	b.Email = email
	before := len(b.post.Mails())
	if _, err := b.PostWanting(ctx, http.StatusSeeOther, "/sign-in", url.Values{"email": {email}}); err != nil {
		return "", err
	}
	m, err := b.post.Await(ctx, before, email, Code.String())
	if err != nil {
		return "", err
	}
	typed := Code.FindString(m.Text)
	_, err = b.PostWanting(ctx, http.StatusSeeOther, "/sign-in/verify", url.Values{"code": {typed}})
	return typed, err
}

// UseLink goes in by a link of the operator.
func (b *Browser) UseLink(ctx context.Context, link string) error {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return err
	}
	_, err = b.PostWanting(ctx, http.StatusSeeOther, u.Path, url.Values{"x": {""}})
	return err
}

// Open opens a ticket of who is signed in and returns its address.
func (b *Browser) Open(ctx context.Context, subject, body, key string) (string, error) {
	a, err := b.PostWanting(ctx, http.StatusSeeOther, "/tickets", Question(subject, body, key))
	return a.Header.Get("Location"), err
}

// Question is the form of a new ticket.
func Question(subject, body, key string) url.Values {
	return url.Values{"topic": {"other"}, "subject": {subject}, "body": {body}, "key": {key}}
}

// Reply is the form of a public reply.
func Reply(body, key string) url.Values {
	return url.Values{"body": {body}, "key": {key}, "send": {"reply"}}
}
