package app_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"hilo/app/bench/rig"
)

// talks has Ana and Sam answer each other and read, as fast as people do.
func (s *siege) talks(ctx context.Context) {
	at, atDesk := fmt.Sprintf("/tickets/%d", s.number), fmt.Sprintf("/desk/tickets/%d", s.number)
	began := time.Now()
	for i := 0; ctx.Err() == nil && !s.t.Failed() && (i < 3 || time.Since(began) < *siegeLasts); i++ {
		key := fmt.Sprintf("besieged %d", i)
		s.gets(s.ana, at+"/replies", rig.Reply(key, key))
		s.gets(s.ana, at, nil)
		s.gets(s.sam, replies(s.number), rig.Reply("answer to "+key, "answer "+key))
		s.gets(s.sam, atDesk, nil)
		s.gets(s.ana, "/tickets", nil)
		s.mu.Lock()
		s.said++
		s.mu.Unlock()
		time.Sleep(100 * time.Millisecond) // nobody writes faster
	}
}

// gets asks until it is answered, as a page's script does, under the same key.
func (s *siege) gets(b *rig.Browser, path string, form url.Values) rig.Answer {
	s.t.Helper()
	return s.insists(b, path, func(ctx context.Context) *http.Request { return b.Request(ctx, path, form) })
}

func (s *siege) insists(b *rig.Browser, path string, make func(context.Context) *http.Request) rig.Answer {
	s.t.Helper()
	a, err := s.tries(b, make)
	if err != nil || a.Status >= 400 {
		s.t.Errorf("%s of %s: %d, %v", path, b.Email, a.Status, err)
	}
	return a
}

// tries asks until there is an answer that is no "later".
func (s *siege) tries(b *rig.Browser, make func(context.Context) *http.Request) (a rig.Answer, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), waitMost)
	defer cancel()
	began := time.Now()
	for ctx.Err() == nil {
		if a, err = b.Send(make(ctx)); err == nil && a.Status < 400 {
			break
		}
		if err == nil && a.Status != http.StatusServiceUnavailable && a.Status != http.StatusTooManyRequests {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slowest = max(s.slowest, time.Since(began))
	return a, err
}

// entersCode tries what comes by mail, one after the other: where an answer was
// lost and the code asked for again, the first is not of this phone's last request.
func (s *siege) entersCode(phone *rig.Browser, before int) error {
	waits, cancel := context.WithTimeout(context.Background(), waitMost)
	defer cancel()
	for {
		m, err := s.site.Post.Await(waits, before, phone.Email, rig.Code.String())
		if err != nil {
			return err
		}
		before += 1 + slices.Index(s.site.Post.Mails()[before:], m)
		code := url.Values{"code": {rig.Code.FindString(m.Text)}}
		a, err := s.tries(phone, func(ctx context.Context) *http.Request { return phone.Request(ctx, "/sign-in/verify", code) })
		if err != nil || a.Status != http.StatusSeeOther {
			return err
		}
		if at := a.Header.Get("Location"); !strings.HasPrefix(at, "/sign-in") { // a wrong one leads back
			return nil
		}
	}
}

// comesAnew is Ana's story, once a minute: a new phone, a code, an answer with a
// picture, and the alert of what Sam says to it.
func (s *siege) comesAnew(ctx context.Context) {
	began := time.Now()
	for i := 1; ctx.Err() == nil && !s.t.Failed() && (i == 1 || time.Since(began) < *siegeLasts); i++ {
		phone := rig.NewBrowser(s.site.Addr, s.site.Post, nil)
		phone.Email = s.ana.Email
		from(phone, fmt.Sprintf("203.0.%d.7", i))
		before := len(s.site.Post.Mails())
		s.gets(phone, "/sign-in", url.Values{"email": {phone.Email}})
		if err := s.entersCode(phone, before); err != nil {
			s.t.Errorf("the code of phone %d: %v", i, err)
			return
		}
		at := fmt.Sprintf("/tickets/%d", s.number)
		if page := s.gets(phone, at, nil); !strings.Contains(page.Body, "A question") { // of the thread it shows the end
			s.t.Errorf("phone %d does not show the ticket", i)
		}
		kind, body := picture(i)
		s.insists(phone, at+"/replies", func(ctx context.Context) *http.Request {
			r := phone.Request(ctx, at+"/replies", url.Values{})
			r.Body, r.ContentLength, r.GetBody = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
			r.Header.Set("Content-Type", kind)
			return r
		})
		before = len(s.site.Post.Mails())
		s.gets(s.sam, replies(s.number), rig.Reply("Seen.", fmt.Sprint("seen ", i)))
		waits, cancel := context.WithTimeout(context.Background(), waitMost)
		if _, err := s.site.Post.Await(waits, before, phone.Email, fmt.Sprint(s.number)); err != nil {
			s.t.Errorf("the alert of phone %d: %v", i, err)
		}
		cancel()
		phone.CloseIdleConnections()
		s.mu.Lock()
		s.came++
		s.mu.Unlock()
		rest(ctx, min(time.Minute, *siegeLasts-time.Since(began)))
	}
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// picture is an answer with a picture that nobody sent before.
func picture(i int) (kind string, body []byte) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("body", "With a picture.")
	form.WriteField("key", fmt.Sprint("picture ", i))
	part, _ := form.CreateFormFile("files", "screen.png") // to memory, as all of it
	one := image.NewNRGBA(image.Rect(0, 0, 200, 100))
	for x := range 200 {
		one.Set(x, i%100, color.NRGBA{uint8(x), uint8(i), 7, 255})
	}
	png.Encode(part, one)
	form.Close()
	return form.FormDataContentType(), b.Bytes()
}
