package engine

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// quiet keeps Firefox from the network: all but this machine goes to a proxy that
// is not there, and what would ask by itself does not.
const quiet = `marionette.port 0
browser.aboutwelcome.enabled false
browser.newtabpage.enabled false
browser.safebrowsing.downloads.enabled false
browser.safebrowsing.malware.enabled false
browser.safebrowsing.phishing.enabled false
browser.shell.checkDefaultBrowser false
browser.startup.homepage "about:blank"
browser.startup.page 0
app.update.disabledForTesting true
datareporting.healthreport.uploadEnabled false
datareporting.policy.dataSubmissionEnabled false
dom.ipc.processPrelaunch.enabled false
dom.push.connection.enabled false
extensions.blocklist.enabled false
extensions.systemAddon.update.enabled false
extensions.update.enabled false
intl.accept_languages "es-ES,es"
network.captive-portal-service.enabled false
network.connectivity-service.enabled false
network.dns.disablePrefetch true
network.proxy.type 1
network.proxy.http "127.0.0.1"
network.proxy.http_port 9
network.proxy.ssl "127.0.0.1"
network.proxy.ssl_port 9
network.proxy.no_proxies_on "localhost, 127.0.0.1"
network.trr.mode 5
services.settings.server "data:,"
toolkit.telemetry.enabled false
toolkit.telemetry.unified false
ui.prefersReducedMotion 1`

// firefox is one Firefox, its profile, and the line to its Marionette: messages of
// JSON, each after its length and a colon
// (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
type firefox struct {
	*process

	mu     sync.Mutex
	conn   net.Conn
	from   *bufio.Reader
	last   int
	within time.Duration // how long a command may take
}

func startFirefox(paths []string) (browser, error) {
	profile, err := os.MkdirTemp("", "hilo-firefox-")
	if err != nil {
		return nil, err
	}
	var prefs strings.Builder
	for line := range strings.Lines(quiet) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		fmt.Fprintf(&prefs, "user_pref(%q, %s);\n", name, value)
	}
	if err := os.WriteFile(profile+"/user.js", []byte(prefs.String()), 0o600); err != nil {
		return nil, err
	}
	f := &firefox{within: starts}
	f.process, err = run(profile, []string{"MOZ_CRASHREPORTER_DISABLE=1"}, paths[0], "--headless", "--no-remote", "--profile", profile, "--marionette", "--remote-allow-system-access")
	if err != nil {
		return nil, err
	}
	var port []byte
	err = f.until(func() bool {
		port, _ = os.ReadFile(profile + "/MarionetteActivePort")
		return len(port) > 0
	})
	if err == nil {
		err = f.greet(strings.TrimSpace(string(port)))
	}
	if err != nil {
		f.stop()
		return nil, err
	}
	return f, nil
}

func (f *firefox) greet(port string) (err error) {
	if f.conn, err = net.Dial("tcp", "127.0.0.1:"+port); err != nil {
		return err
	}
	f.from = bufio.NewReader(f.conn)
	if _, err = f.hear(); err != nil { // it says who it is
		return err
	}
	return f.do("NewSession", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"pageLoadStrategy": "none", "unhandledPromptBehavior": "accept", "timeouts": patience}}}, nil)
}

// do sends [0, id, name, params] and reads [1, id, error, result].
func (f *firefox) do(name string, params map[string]any, into any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !strings.Contains(name, ":") {
		name = "WebDriver:" + name
	}
	if params == nil {
		params = map[string]any{}
	}
	f.last++
	said, err := json.Marshal([]any{0, f.last, name, params})
	if err != nil {
		return err
	}
	f.conn.SetDeadline(time.Now().Add(f.within))
	if _, err := fmt.Fprintf(f.conn, "%d:%s", len(said), said); err != nil {
		return err
	}
	var parts [4]json.RawMessage
	for id := 0; id != f.last; { // an answer that came too late is nobody's
		heard, err := f.hear()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := errors.Join(json.Unmarshal(heard, &parts), json.Unmarshal(parts[1], &id)); err != nil {
			return err
		}
	}
	var wrong struct{ Error, Message string }
	if err := json.Unmarshal(parts[2], &wrong); err != nil {
		return err
	}
	if wrong.Error != "" {
		return fmt.Errorf("%s: %s: %s", name, wrong.Error, wrong.Message)
	}
	return value(parts[3], into)
}

func (f *firefox) hear() ([]byte, error) {
	length, err := f.from.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		return nil, err
	}
	heard := make([]byte, n)
	_, err = io.ReadFull(f.from, heard)
	return heard, err
}

// value is what an answer wraps; an element or a rectangle stands bare.
func value(answer json.RawMessage, into any) error {
	if into == nil {
		return nil
	}
	var wrapped struct{ Value json.RawMessage }
	if json.Unmarshal(answer, &wrapped) == nil && wrapped.Value != nil {
		answer = wrapped.Value
	}
	return json.Unmarshal(answer, into)
}
