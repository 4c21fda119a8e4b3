package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// audience is what a process of listeners is told on its standard input: which pages it
// holds open. The end of the input is the end of the listening.
type audience struct {
	Addr  string
	Pages []openPage
}

type openPage struct{ Path, Cookie string }

// hearing is what a process of listeners says at its end.
type hearing struct {
	Marks   map[int]int // how many pages heard each
	Doubled int
	Ended   int             // streams that ended by themselves
	Took    []time.Duration // from an agent's send to the page
}

// listeners are the open pages of one process.
type listeners struct {
	mu sync.Mutex
	hearing
}

// listenFor is a process of listeners: it says when all pages are open, and at the end what
// they heard.
func listenFor(ctx context.Context) error {
	in := json.NewDecoder(os.Stdin)
	var a audience
	if err := in.Decode(&a); err != nil {
		return err
	}
	l := &listeners{hearing: hearing{Marks: map[int]int{}}}
	for _, page := range a.Pages {
		conn, err := page.open(ctx, a.Addr)
		if err != nil {
			return err
		}
		defer conn.Close()
		go l.hear(conn)
	}
	fmt.Println("open")
	for in.More() { // until the end of the input
		if err := in.Decode(new(any)); err != nil {
			break
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return json.NewEncoder(os.Stdout).Encode(l.hearing)
}

// open asks for a page's stream as a browser does, in few bytes of memory.
func (p openPage) open(ctx context.Context, addr string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nSec-Fetch-Site: same-origin\r\nCookie: %s\r\n\r\n", p.Path, addr, p.Cookie)
	if err != nil {
		return nil, err
	}
	answer := make([]byte, len("HTTP/1.1 200"))
	if _, err := conn.Read(answer); err != nil || string(answer) != "HTTP/1.1 200" {
		conn.Close()
		return nil, fmt.Errorf("a stream was answered %q: %w", answer, err)
	}
	return conn, nil
}

// marked is in the words of each reply: its number, and when it was sent.
var marked = regexp.MustCompile(`mark-(\d+)-(\d+)\.`)

// hear notes the marks on one page until its stream ends.
func (l *listeners) hear(conn net.Conn) {
	heard := map[string]bool{}
	lines := bufio.NewReaderSize(conn, 512)
	for {
		part, err := lines.ReadSlice('\n') // a longer line comes in parts, and the mark is at the beginning
		for _, m := range marked.FindAllSubmatch(part, -1) {
			l.note(string(m[1]), string(m[2]), heard)
		}
		if err != nil && err != bufio.ErrBufferFull {
			l.mu.Lock()
			l.Ended++
			l.mu.Unlock()
			return
		}
	}
}

func (l *listeners) note(mark, sent string, heard map[string]bool) {
	now := time.Now()
	number, _ := strconv.Atoi(mark) // the pattern has digits alone
	at, _ := strconv.ParseInt(sent, 10, 64)
	l.mu.Lock()
	defer l.mu.Unlock()
	if heard[mark] {
		l.Doubled++
		return
	}
	heard[mark] = true
	l.Marks[number]++
	l.Took = append(l.Took, now.Sub(time.Unix(0, at)))
}
