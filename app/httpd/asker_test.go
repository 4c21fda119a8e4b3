package httpd

import (
	"net"
	"runtime"
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
	if left(here, true) {
		t.Error("gone while it waits")
	}
	there.Write([]byte("GET"))
	got := make([]byte, 3)
	if n, err := here.Read(got); err != nil || string(got[:n]) == "" || left(here, true) {
		t.Errorf("%q, %v: what was said is taken, or who said it gone", got[:n], err)
	}
	there.Close()
	for until := time.Now().Add(5 * time.Second); !left(here, true); {
		if time.Now().After(until) {
			t.Fatal("nobody saw that it left")
		}
	}
}

// The work of a request ends when its asker leaves, and not before, whatever they
// said last: a byte more hides no end, and who sends on and on has left.
func TestWorkEndsWithItsAsker(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	app, began, ended := fiber.New(fiber.Config{DisableStartupMessage: true}), make(chan bool), make(chan bool, 3)
	app.Get("/", WhileAsked, func(c *fiber.Ctx) error {
		began <- true
		select {
		case <-c.UserContext().Done():
			ended <- true
		case <-time.After(15 * time.Second): // lest a failure hangs
		}
		return c.UserContext().Err()
	})
	go app.Listener(lingering{ln, newCrowd(), nil, 0})
	defer app.Shutdown()
	for name, leave := range map[string]func(asker net.Conn){
		"goes":                     func(asker net.Conn) { asker.Close() },
		"goes with a byte":         func(asker net.Conn) { asker.Write([]byte("X")); asker.Close() },
		"says more than a request": func(asker net.Conn) { asker.Write(make([]byte, 64<<10)) },
	} {
		if name == "goes with a byte" && runtime.GOOS != "linux" {
			continue
		}
		asker, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer asker.Close()
		asker.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
		<-began
		select {
		case <-ended:
			t.Errorf("%s: it ended while somebody waits", name)
		case <-time.After(3 * lookEvery):
		}
		leave(asker)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Errorf("%s: it goes on for nobody", name)
		}
	}
}
