package web

import (
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// That somebody left is seen at the connection, without taking what they said.
func TestLeft(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	there, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	here, err := lingering{ln, newCrowd(), nil}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	if left(here) {
		t.Error("gone while it waits")
	}
	there.Write([]byte("GET"))
	got := make([]byte, 3)
	for until := time.Now().Add(5 * time.Second); left(here) && time.Now().Before(until); {
	}
	if n, err := here.Read(got); err != nil || string(got[:n]) == "" {
		t.Errorf("%q, %v: what was said is taken", got[:n], err)
	}
	there.Close()
	for until := time.Now().Add(5 * time.Second); !left(here); {
		if time.Now().After(until) {
			t.Fatal("nobody saw that it left")
		}
	}
}

// Of those who ask at once the last one gets through, and never do two run.
func TestLatest(t *testing.T) {
	var l latest
	var runs, most atomic.Int32
	first, leave := l.enter(t.Context(), 1)
	other, leaveOther := l.enter(t.Context(), 2)
	done := make(chan bool)
	for range 20 {
		go func() {
			ctx, leave := l.enter(t.Context(), 1)
			defer leave()
			most.Store(max(most.Load(), runs.Add(1)))
			defer runs.Add(-1)
			done <- ctx.Err() == nil
		}()
	}
	<-first.Done()
	if other.Err() != nil {
		t.Error("another's was ended")
	}
	leave()
	leaveOther()
	alive := 0
	for range 20 {
		if <-done {
			alive++
		}
	}
	if alive == 0 || most.Load() != 1 || len(l.of) > 1 {
		t.Errorf("%d were let through, %d at once, %d are kept", alive, most.Load(), len(l.of))
	}
}

// The work of a request ends when its asker leaves, and not before.
func TestWorkEndsWithItsAsker(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s, app, began, ended := new(Server), fiber.New(fiber.Config{DisableStartupMessage: true}), make(chan bool), make(chan bool)
	app.Get("/", s.whileAsked, func(c *fiber.Ctx) error {
		began <- true
		<-c.UserContext().Done()
		ended <- true
		return c.UserContext().Err()
	})
	go app.Listener(lingering{ln, newCrowd(), nil})
	defer app.Shutdown()
	asker, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	asker.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
	<-began
	select {
	case <-ended:
		t.Error("it ended while somebody waits")
	case <-time.After(3 * lookEvery):
	}
	asker.Close()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it goes on for nobody")
	}
}
