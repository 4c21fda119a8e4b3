package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/websocket"

	"hilo/app/clocktest"
)

// moved is a script that gives a page or a worker the clock of the site.
func moved() string {
	return fmt.Sprintf(`globalThis.Date = new Proxy(Date, {
	construct: (D, args, to) => Reflect.construct(D, args.length ? args : [D.now() + %[1]d], to),
	apply: D => String(new D(D.now() + %[1]d)),
	get: (D, key) => key === "now" ? () => D.now() + %[1]d : Reflect.get(D, key),
});`, clocktest.Ahead.Milliseconds())
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
	n := 0
	send := func(session, method string, params map[string]any) error {
		n++
		return websocket.JSON.Send(conn, command{n, session, method, params})
	}
	go func() {
		defer conn.Close()
		for {
			var e event
			if websocket.JSON.Receive(conn, &e) != nil {
				return // the browser ended
			}
			if e.Method == "Target.attachedToTarget" {
				send(e.Params.SessionID, "Runtime.evaluate", map[string]any{"expression": moved()})
				send(e.Params.SessionID, "Runtime.runIfWaitingForDebugger", nil)
			}
		}
	}()
	return send("", "Target.setAutoAttach", map[string]any{
		"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true, "filter": []any{map[string]any{"type": "service_worker"}},
	})
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
