package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// narrow makes the browser's own bar no wider than a phone.
const narrow = "* { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }"

var number = regexp.MustCompile(`(?m)^\d+$`)

// webkit is a screen without a monitor and the driver that opens WebKitGTK's
// MiniBrowser on it: one at a time, and what it keeps is gone with it.
type webkit struct {
	screen, driver *process
	url, browser   string
	within         time.Duration // how long a command may take
}

func startWebKit(paths []string) (browser, error) {
	w := &webkit{within: starts}
	for _, pattern := range []string{"/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser"} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			w.browser = found[len(found)-1]
		}
	}
	if w.browser == "" {
		return nil, errors.New("WebKitWebDriver is there, and no MiniBrowser")
	}
	err := w.start(paths[0], paths[1])
	if err != nil {
		w.stop()
		return nil, err
	}
	return w, nil
}

func (w *webkit) start(driver, screen string) (err error) {
	if w.screen, err = w.program(nil, screen, "-displayfd", "1", "-screen", "0", "1600x1100x24", "-nolisten", "tcp"); err != nil {
		return err
	}
	var display string
	err = w.screen.until(func() bool {
		said, _ := os.ReadFile(w.screen.folder + "/said")
		display = string(number.Find(said))
		return display != ""
	})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	w.url = "http://" + ln.Addr().String()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	ln.Close()
	env := []string{"DISPLAY=:" + display, "LIBGL_ALWAYS_SOFTWARE=1", "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "DBUS_SESSION_BUS_ADDRESS=disabled:", "no_proxy=localhost,127.0.0.1"}
	if os.Getuid() == 0 {
		env = append(env, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1")
	}
	if w.driver, err = w.program(env, driver, "--port="+port); err != nil {
		return err
	}
	return w.driver.until(func() bool { return w.ask("GET", "/status", nil, nil) == nil })
}

func (w *webkit) program(env []string, path string, args ...string) (*process, error) {
	home, err := os.MkdirTemp("", "hilo-webkit-")
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(home+"/gtk-3.0", 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(home+"/gtk-3.0/gtk.css", []byte(narrow), 0o600); err != nil {
		return nil, err
	}
	return run(home, env, path, args...)
}

func (w *webkit) stop() {
	for _, p := range []*process{w.driver, w.screen} {
		if p != nil {
			p.stop()
		}
	}
}

func (w *webkit) open(look Look) (*Tab, error) {
	w.within = starts
	defer func() { w.within = limit }()
	args := []string{"--automation"}
	if look.NoScript {
		args = append(args, "--enable-javascript=FALSE")
	}
	if look.Dark {
		args = append(args, "--dark-mode")
	}
	var session struct{ SessionID string }
	err := w.ask("POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"pageLoadStrategy": "none", "unhandledPromptBehavior": "accept", "timeouts": patience,
		"webkitgtk:browserOptions": map[string]any{"binary": w.browser, "args": args}}}}, &session)
	if err != nil {
		return nil, err
	}
	s := &httpSession{w, "/session/" + session.SessionID}
	tab := &Tab{wire: s, plain: look.NoScript, leave: func() { w.ask("DELETE", s.path, nil, nil) }}
	if err := s.resize(look.Width, look.Height); err != nil {
		tab.Close()
		return nil, err
	}
	return tab, nil
}

// ask makes one request of WebDriver (6.3) and reads its answer.
// Now and then a command about a page that goes away is never answered: who waits
// for something asks again.
func (w *webkit) ask(method, path string, params map[string]any, into any) error {
	var body io.Reader
	if method == http.MethodPost {
		said, err := json.Marshal(params)
		if err != nil {
			return err
		}
		body = bytes.NewReader(said)
	}
	req, err := http.NewRequest(method, w.url+path, body)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Timeout: w.within}).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	heard, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, heard)
	}
	return value(heard, into)
}
