package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/websocket"

	"hilo/app/clocktest"
)

// moved is a script that gives a page or a worker the clock of the site, once.
func moved() string {
	return fmt.Sprintf(`if (!Date.moved) {
	const Real = Date, real = Date.now.bind(Date), now = () => real() + %d;
	Real.moved = true;
	Real.now = now;
	globalThis.Date = new Proxy(Real, {
		construct: (Real, args, to) => Reflect.construct(Real, args.length ? args : [now()], to),
		apply: () => String(new Real(now())),
	});
}`, clocktest.Ahead().Milliseconds())
}

// command and event are what the browser's tools speak (chromedp would wait for
// answers that a worker gives only once it runs).
type command struct {
	ID      int            `json:"id"`
	Session string         `json:"sessionId,omitempty"`
	Method  string         `json:"method"`
	Params  map[string]any `json:"params"`
}

type event struct {
	Method string
	Params struct{ SessionID string }
}

// moveWorkers lets every worker of the browser with this profile begin by moving
// its clock.
func moveWorkers(profile string) error {
	at, err := os.ReadFile(filepath.Join(profile, "DevToolsActivePort"))
	if err != nil {
		return err
	}
	port, path, _ := strings.Cut(strings.TrimSpace(string(at)), "\n")
	conn, err := websocket.Dial("ws://127.0.0.1:"+port+path, "", "http://127.0.0.1")
	if err != nil {
		return err
	}
	sessions := make(chan string)
	go func() {
		for {
			var e event
			if websocket.JSON.Receive(conn, &e) != nil {
				close(sessions) // the browser ended
				return
			}
			if e.Method == "Target.attachedToTarget" {
				sessions <- e.Params.SessionID
			}
		}
	}()
	go keepMoving(conn, sessions)
	return websocket.JSON.Send(conn, command{1, "", "Target.setAutoAttach", map[string]any{
		"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true, "filter": []any{map[string]any{"type": "service_worker"}},
	}})
}

// keepMoving moves the clock of each worker and lets it begin, again and again: one
// that starts anew waits without a word.
func keepMoving(conn *websocket.Conn, sessions <-chan string) {
	defer conn.Close()
	var workers []string
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for id := 2; ; {
		begin := workers
		select {
		case worker, more := <-sessions:
			if !more {
				return
			}
			workers, begin = append(workers, worker), []string{worker}
		case <-tick.C:
		}
		for _, worker := range begin { // one that is gone is an error to the browser alone
			websocket.JSON.Send(conn, command{id, worker, "Runtime.evaluate", map[string]any{"expression": moved()}})
			websocket.JSON.Send(conn, command{id + 1, worker, "Runtime.runIfWaitingForDebugger", nil})
			id += 2
		}
	}
}

// All scripts live at the time of the site, also where it is moved.
func TestScriptsHaveTheTimeOfTheSite(t *testing.T) {
	s, ana := withWorker(t, desktop)
	for where, got := range map[string]int64{"the page": eval[int64](ana, "Date.now()"), "a new date": eval[int64](ana, "+new Date()"), "the worker": inWorker[int64](ana, "Date.now()")} {
		if off := s.now().UnixMilli() - got; off < -60_000 || off > 60_000 {
			t.Errorf("%s: %d ms behind the site", where, off)
		}
	}
}
