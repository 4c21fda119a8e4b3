package httpd

import (
	"net"
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
	here, err := lingering{ln, newCrowd(), nil, 0}.Accept()
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

// The work of a request ends when its asker leaves, and not before.
func TestWorkEndsWithItsAsker(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	app, began, ended := fiber.New(fiber.Config{DisableStartupMessage: true}), make(chan bool), make(chan bool)
	app.Get("/", WhileAsked, func(c *fiber.Ctx) error {
		began <- true
		<-c.UserContext().Done()
		ended <- true
		return c.UserContext().Err()
	})
	go app.Listener(lingering{ln, newCrowd(), nil, 0})
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
