package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// The hubs beside which streams are measured, each a process of its own. It prints where
// it takes readers; each line that it is given then goes to all of them as one event,
// and it says when.
var hubs = []string{rawHub, "net/http", "Fiber's writer"}

const (
	rawHub    = "raw C"
	hubEvents = 120
	hubMore   = 32 // readers beside the first
)

//go:embed plain/write.c
var writeC []byte

// hubCost is what a hub took of the processor for one reader's opening, and for one more
// reader of an event; and of memory for a quiet one.
type hubCost struct {
	opened, reader time.Duration
	memory         int64
}

// measureHub runs a hub and takes its costs; known is false where it cannot run here.
func measureHub(ctx context.Context, kind, dir string) (cost hubCost, known bool, err error) {
	cmd, err := hubCommand(ctx, kind, dir)
	if err != nil || cmd == nil {
		return cost, false, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return cost, false, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return cost, false, err
	}
	if err := cmd.Start(); err != nil {
		return cost, false, err
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	said := bufio.NewReader(out)
	addr, err := said.ReadString('\n')
	if err != nil {
		return cost, false, err
	}
	h := hub{addr: strings.TrimSpace(addr), pid: cmd.Process.Pid, in: in, said: said}
	defer h.close()
	cost, err = h.cost()
	return cost, err == nil, err
}

// hubCommand is the hub as a program, not started; nil where there is no compiler for it.
func hubCommand(ctx context.Context, kind, dir string) (*exec.Cmd, error) {
	if kind != rawHub {
		self, err := os.Executable()
		return exec.CommandContext(ctx, self, "hub", kind), err
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		return nil, nil
	}
	source, file := filepath.Join(dir, "write.c"), filepath.Join(dir, "write")
	if err := os.WriteFile(source, writeC, 0o600); err != nil {
		return nil, err
	}
	if said, err := exec.CommandContext(ctx, cc, "-O2", "-pthread", "-o", file, source).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cc: %w\n%s", err, said)
	}
	return exec.CommandContext(ctx, file), nil
}

// hub is one that runs.
type hub struct {
	addr    string
	pid     int
	in      io.Writer
	said    *bufio.Reader
	readers []net.Conn
}

func (h *hub) cost() (cost hubCost, err error) {
	if err := h.open(1); err != nil {
		return cost, err
	}
	one, err := h.tell()
	if err != nil {
		return cost, err
	}
	if err := h.open(hubMore); err != nil {
		return cost, err
	}
	many, err := h.tell()
	if err != nil {
		return cost, err
	}
	cost.reader = (many - one) / hubMore
	empty, err := resident(h.pid)
	if err != nil {
		return cost, err
	}
	before := spent(h.pid)
	if err := h.open(streams); err != nil {
		return cost, err
	}
	time.Sleep(time.Second)
	cost.opened = (spent(h.pid) - before) / streams
	full, err := resident(h.pid)
	cost.memory = max(0, full-empty) / streams
	return cost, err
}

// open opens so many more readers, who take what comes.
func (h *hub) open(n int) error {
	for range n {
		conn, err := net.Dial("tcp", h.addr)
		if err != nil {
			return err
		}
		h.readers = append(h.readers, conn)
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			return err
		}
		r := bufio.NewReader(conn)
		for text := ""; !strings.HasPrefix(text, ": hello"); {
			if text, err = r.ReadString('\n'); err != nil {
				return err
			}
		}
		go io.Copy(io.Discard, r)
	}
	return nil
}

// tell is what an event costs the hub.
func (h *hub) tell() (time.Duration, error) {
	event := strings.Repeat("x", messageBytes) + "\n"
	before := spent(h.pid)
	for range hubEvents {
		if _, err := io.WriteString(h.in, event); err != nil {
			return 0, err
		}
		if _, err := h.said.ReadString('\n'); err != nil {
			return 0, err
		}
		time.Sleep(2 * time.Millisecond) // they take it
	}
	return (spent(h.pid) - before) / hubEvents, nil
}

func (h *hub) close() {
	for _, c := range h.readers {
		c.Close()
	}
}

// messageBytes is about what a message is as its readers are told it.
const messageBytes = 600

// serveHub is a hub as one writes it first: a channel for each reader.
func serveHub(kind string) error {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	var b broadcast
	served := make(chan error, 1)
	switch kind {
	case "net/http":
		go func() { served <- http.Serve(ln, http.HandlerFunc(b.serve)) }()
	case "Fiber's writer":
		app := fiber.New(fiber.Config{DisableStartupMessage: true})
		app.Get("/", b.stream)
		go func() { served <- app.Listener(ln) }()
	default:
		return errors.New("no such hub: " + kind)
	}
	go func() {
		for in := bufio.NewReader(os.Stdin); ; {
			text, err := in.ReadString('\n')
			if err != nil {
				served <- err
				return
			}
			b.tell("data: " + text + "\n")
			fmt.Println("told")
		}
	}()
	return <-served
}

// broadcast hands texts to all who listen.
type broadcast struct {
	mu  sync.Mutex
	all []chan string
}

func (b *broadcast) listen() chan string {
	heard := make(chan string, 16)
	heard <- ": hello\n\n"
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all = append(b.all, heard)
	return heard
}

func (b *broadcast) tell(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, heard := range b.all {
		heard <- text
	}
}

func (b *broadcast) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for out, heard := http.NewResponseController(w), b.listen(); ; {
		select {
		case text := <-heard:
			if _, err := io.WriteString(w, text); err != nil || out.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}

func (b *broadcast) stream(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		for heard := b.listen(); ; {
			if _, err := w.WriteString(<-heard); err != nil || w.Flush() != nil {
				return
			}
		}
	})
	return nil
}
