package sitetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Browser is somebody's browser: it keeps cookies and says where its requests
// come from. It follows no redirects.
type Browser struct {
	Site   *Site
	Header http.Header // of every request

	t      testing.TB
	client *http.Client
	jar    *jar
}

// Answer is an answer that was read to its end.
type Answer struct {
	*http.Response
	Status   int
	Body     string
	Location string
}

// File is a file that a form carries.
type File struct {
	Name string
	Body []byte
}

// Stranger is a browser that nobody knows.
func (s *Site) Stranger() *Browser {
	b := &Browser{Site: s, t: s.t, Header: http.Header{"Sec-Fetch-Site": {"same-origin"}, "Accept": {"text/html,*/*;q=0.8"}}, jar: &jar{kept: map[string]*http.Cookie{}}}
	b.client = &http.Client{
		Jar: b.jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", s.Addr)
			},
			DisableCompression: true,
		},
	}
	s.t.Cleanup(b.client.CloseIdleConnections)
	return b
}

// Copy is another browser with the same cookies.
func (b *Browser) Copy() *Browser {
	other := b.Site.Stranger()
	other.jar.kept, other.Header = maps.Clone(b.jar.kept), b.Header.Clone()
	return other
}

// With is a copy that says one thing more in each request.
func (b *Browser) With(name, value string) *Browser {
	other := b.Copy()
	if other.Header.Set(name, value); value == "" {
		other.Header.Del(name)
	}
	return other
}

// Script is a copy that asks as the script of our pages does.
func (b *Browser) Script() *Browser { return b.With("HX-Request", "true").With("Accept", "*/*") }

// Get asks for a page.
func (b *Browser) Get(path string) Answer { b.t.Helper(); return b.Do(http.MethodGet, path, "", nil) }

// Post sends a form without files.
func (b *Browser) Post(path string, form url.Values) Answer {
	b.t.Helper()
	return b.Do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// Upload sends a form with files, the text fields first.
func (b *Browser) Upload(path string, form url.Values, files ...File) Answer {
	b.t.Helper()
	kind, body := Multipart(b.t, form, files...)
	return b.Do(http.MethodPost, path, kind, bytes.NewReader(body))
}

// Multipart is a form as browsers encode it, and its content type.
func Multipart(t testing.TB, form url.Values, files ...File) (kind string, body []byte) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for name, values := range form {
		for _, v := range values {
			ok(t, w.WriteField(name, v))
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f.Name)
		ok(t, err)
		_, err = part.Write(f.Body)
		ok(t, err)
	}
	ok(t, w.Close())
	return w.FormDataContentType(), buf.Bytes()
}

// Do sends a request and reads the whole answer.
func (b *Browser) Do(method, path, kind string, body io.Reader) Answer {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), slack*20*time.Second)
	defer cancel()
	res, err := b.send(ctx, method, path, kind, body)
	ok(b.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ok(b.t, err)
	return Answer{res, res.StatusCode, string(text), res.Header.Get("Location")}
}

func (b *Browser) send(ctx context.Context, method, path, kind string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.Site.URL+path, body)
	if err != nil {
		return nil, err
	}
	req.URL.Scheme = "http" // an https address is a proxy's before us
	for name, values := range b.Header {
		req.Header[name] = values
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return b.client.Do(req)
}

// Cookie is the value of the cookie whose name ends so; "" for none.
func (b *Browser) Cookie(name string) string {
	b.jar.Lock()
	defer b.jar.Unlock()
	for key, c := range b.jar.kept {
		if strings.HasSuffix(key, name) {
			return c.Value
		}
	}
	return ""
}

// Cookies are all cookies as a header line for raw connections.
func (b *Browser) Cookies() string {
	var all []string
	for _, c := range b.jar.Cookies(nil) {
		all = append(all, fmt.Sprintf("%s=%s", c.Name, c.Value))
	}
	return strings.Join(all, "; ")
}

// jar keeps cookies for one site, Secure ones too: TLS ends before us.
type jar struct {
	sync.Mutex
	kept map[string]*http.Cookie
}

func (j *jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	j.Lock()
	defer j.Unlock()
	for _, c := range cookies {
		if j.kept[c.Name] = c; c.MaxAge < 0 {
			delete(j.kept, c.Name)
		}
	}
}

func (j *jar) Cookies(*url.URL) (all []*http.Cookie) {
	j.Lock()
	defer j.Unlock()
	for _, c := range j.kept {
		all = append(all, &http.Cookie{Name: c.Name, Value: c.Value})
	}
	return all
}
