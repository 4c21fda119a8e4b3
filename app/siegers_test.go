package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"hilo/app/bench/rig"
)

const (
	scriptAt    = "HILO_TEST_SCRIPT_AT"    // whom a script besieges
	scriptHolds = "HILO_TEST_SCRIPT_HOLDS" // with how many connections
	scriptFrom  = "HILO_TEST_SCRIPT_FROM"
)

// script holds connections for as long as it may live: every other one says nothing,
// the rest send a head drop by drop.
func script(addr string) {
	n, _ := strconv.Atoi(os.Getenv(scriptHolds)) // ours
	dial := net.Dialer{Timeout: 10 * time.Second, LocalAddr: &net.TCPAddr{IP: net.ParseIP(os.Getenv(scriptFrom))}}
	for i := range n {
		go func() {
			for {
				if conn, err := dial.Dial("tcp", addr); err == nil {
					hold(conn, i%2 == 1)
				}
				time.Sleep(time.Duration(n) * time.Millisecond) // a thousand new ones a second
			}
		}()
	}
	select {}
}

func hold(conn net.Conn, drips bool) {
	defer conn.Close()
	if !drips {
		io.Copy(io.Discard, conn)
		return
	}
	for drop := "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "; ; drop = "a" {
		if _, err := io.WriteString(conn, drop); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// scripts runs two of them beside us.
func (s *siege) scripts(ctx context.Context, all *sync.WaitGroup) {
	s.t.Helper()
	for _, from := range []string{"127.0.0.2", "127.0.0.3"} {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), scriptAt+"="+s.site.Addr, scriptHolds+"="+strconv.Itoa(*siegeConns), scriptFrom+"="+from)
		ok(s.t, cmd.Start())
		all.Go(func() { cmd.Wait() }) // killed with ctx
	}
}

// strangers are those who speak.
func (s *siege) strangers(ctx context.Context, all *sync.WaitGroup) {
	again := func(n int, what func(i int)) {
		for worker := range n {
			all.Go(func() {
				for i := worker; ctx.Err() == nil; i += n {
					what(i)
				}
			})
		}
	}
	again(2, func(i int) { s.sendsFiles(ctx, i) })
	again(4, func(i int) { s.asksForCodes(ctx, i) })
	again(40, func(int) { s.readsSlowly(ctx) })
}

// sendsFiles is Luis's loop: answers that are refused, files before an answer, and
// tickets of nobody.
func (s *siege) sendsFiles(ctx context.Context, i int) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("body", "refused "+strings.Repeat("a", 30_000))
	form.WriteField("key", fmt.Sprint("refused ", i))
	for n := range 4 {
		part, _ := form.CreateFormFile("files", fmt.Sprint(n, ".bin")) // to memory
		io.CopyN(part, rand.Reader, 1<<20)
	}
	form.Close()
	b, path := s.luis, fmt.Sprintf("/tickets/%d/replies", s.long)
	switch i % 3 {
	case 1:
		path = "/uploads"
	case 2:
		b, path = rig.NewBrowser(s.site.Addr, s.site.Post, nil), "/tickets"
		defer b.CloseIdleConnections()
		from(b, fmt.Sprintf("198.18.%d.1", i%250))
	}
	r := b.Request(ctx, path, url.Values{})
	r.Body, r.ContentLength, r.GetBody = io.NopCloser(&body), int64(body.Len()), nil
	r.Header.Set("Content-Type", form.FormDataContentType())
	s.answers(b.Send(r))
}

// asksForCodes is a stranger with an IPv6 network.
func (s *siege) asksForCodes(ctx context.Context, i int) {
	b := rig.NewBrowser(s.site.Addr, s.site.Post, nil)
	defer b.CloseIdleConnections()
	from(b, fmt.Sprintf("2001:db8:5:%x::1", i))
	s.answers(b.Post(ctx, "/sign-in", url.Values{"email": {fmt.Sprintf("x%d@m%d.example", i, i)}}))
}

func (s *siege) answers(a rig.Answer, err error) {
	if err != nil {
		a.Status = 0 // cut off
		time.Sleep(20 * time.Millisecond)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[a.Status]++
}

// readsSlowly asks for a long page and takes it drop by drop.
func (s *siege) readsSlowly(ctx context.Context) {
	conn, err := net.Dial("tcp", s.site.Addr)
	if err != nil {
		time.Sleep(20 * time.Millisecond)
		return
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(2048)
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	r := s.luis.Request(ctx, fmt.Sprintf("/tickets/%d", s.long), nil)
	for _, c := range s.luis.Jar.Cookies(r.URL) {
		r.AddCookie(c)
	}
	r.Header.Set("X-Forwarded-For", "198.18.0.66")
	if r.Write(conn) != nil {
		return
	}
	for drop := make([]byte, 16); ; time.Sleep(100 * time.Millisecond) {
		if _, err := conn.Read(drop); err != nil {
			return
		}
	}
}
