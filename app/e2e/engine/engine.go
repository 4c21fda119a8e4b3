// Package engine drives the browsers that are not Chromium, for the stories that
// every engine has to tell: Firefox by Marionette, WebKit by WebKitWebDriver. Both
// know the commands of W3C WebDriver (https://www.w3.org/TR/webdriver2/); only the
// wire differs. One browser serves a whole run; people use it one after the other.
package engine

import (
	"fmt"
	"os/exec"
	"sync"
)

// Engine is a browser that is started when somebody first wants it.
type Engine struct {
	Name, Install string // as people and apt-get know it

	programs [][]string // each by any of its names
	start    func(paths []string) (browser, error)

	turn  sync.Mutex
	begin sync.Once
	runs  browser
	err   error
}

// browser makes tabs of which nobody has used anything before.
type browser interface {
	open(Look) (*Tab, error)
	stop()
}

// Look is how a tab is.
type Look struct {
	Width, Height  int
	Dark, NoScript bool
}

// All are the engines beside Chromium.
var All = []*Engine{
	{Name: "Firefox", Install: "firefox-esr", programs: [][]string{{"firefox-esr", "firefox"}}, start: startFirefox},
	{Name: "WebKit", Install: "webkit2gtk-driver xvfb", programs: [][]string{{"WebKitWebDriver"}, {"Xvfb"}}, start: startWebKit},
}

// Missing names the program of the engine that is not installed here; "" is none.
func (e *Engine) Missing() string {
	_, missing := e.paths()
	return missing
}

func (e *Engine) paths() (found []string, missing string) {
	for _, names := range e.programs {
		var path string
		for _, name := range names {
			if at, err := exec.LookPath(name); err == nil && path == "" {
				path = at
			}
		}
		if path == "" {
			return nil, names[0]
		}
		found = append(found, path)
	}
	return found, ""
}

// Open waits for the browser to be free and gives a fresh tab. Close it.
func (e *Engine) Open(look Look) (*Tab, error) {
	e.begin.Do(func() {
		paths, missing := e.paths()
		if missing != "" {
			e.err = fmt.Errorf("there is no %s: apt-get install %s", missing, e.Install)
			return
		}
		e.runs, e.err = e.start(paths)
	})
	if e.err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, e.err)
	}
	e.turn.Lock()
	tab, err := e.runs.open(look)
	if err != nil {
		e.turn.Unlock()
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	leave := tab.leave
	tab.leave = func() { leave(); e.turn.Unlock() }
	return tab, nil
}

// Stop ends every browser that was started.
func Stop() {
	for _, e := range All {
		if e.runs != nil {
			e.runs.stop()
		}
	}
}
