package engine

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
)

// wire carries a command of WebDriver, by the name that Marionette has for it.
type wire interface {
	do(name string, params map[string]any, into any) error
}

// limit is how long a command may take, and how long a browser that starts on a busy
// machine. patience is how long one may wait for a promise of a page (ms).
const (
	limit  = 15 * time.Second
	starts = time.Minute
)

var patience = map[string]any{"script": 5000}

// Tab is somebody's browser with one page.
type Tab struct {
	wire
	plain     bool                     // scripts of pages do not run
	complains func() ([]string, error) // nil: this engine tells nobody
	leave     func()
}

// Close ends what was opened.
func (t *Tab) Close() { t.leave() }

// Complaints are the errors that the pages made since the tab was opened.
func (t *Tab) Complaints() ([]string, error) {
	if t.complains == nil {
		return nil, nil
	}
	return t.complains()
}

// Go is an address typed into the bar; it does not wait for the page.
func (t *Tab) Go(url string) error { return t.do("Navigate", map[string]any{"url": url}, nil) }

// Eval puts the value of an expression into into (nil: nowhere). Promises are awaited.
func (t *Tab) Eval(expr string, into any) error {
	if t.plain {
		return t.do("ExecuteScript", map[string]any{"script": "return (" + expr + ")", "args": []any{}}, into)
	}
	var told struct {
		Value json.RawMessage
		Error string
	}
	err := t.do("ExecuteAsyncScript", map[string]any{"args": []any{}, "script": `const done = arguments[0];
		(async () => (` + expr + `))().then(value => done({ Value: value ?? null }), why => done({ Error: String(why) || "thrown" }))`}, &told)
	if err != nil {
		return err
	}
	if told.Error != "" {
		return fmt.Errorf("%s", told.Error)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(told.Value, into)
}

// Press clicks at a place of the viewport, so many times in a row.
func (t *Tab) Press(x, y float64, times int) error {
	moves := []any{map[string]any{"type": "pointerMove", "duration": 0, "origin": "viewport", "x": math.Round(x), "y": math.Round(y)}}
	for range times {
		moves = append(moves, map[string]any{"type": "pointerDown", "button": 0}, map[string]any{"type": "pointerUp", "button": 0})
	}
	return t.act(map[string]any{"type": "pointer", "id": "mouse", "parameters": map[string]any{"pointerType": "mouse"}, "actions": moves})
}

// Keys of WebDriver that have no letter (17.4.2).
const (
	Enter   = "\ue007"
	Control = "\ue009"
)

// Chord presses keys together: all down, then all up.
func (t *Tab) Chord(keys ...string) error {
	var moves []any
	for _, key := range keys {
		moves = append(moves, map[string]any{"type": "keyDown", "value": key})
	}
	for i := range keys {
		moves = append(moves, map[string]any{"type": "keyUp", "value": keys[len(keys)-1-i]})
	}
	return t.act(map[string]any{"type": "key", "id": "keyboard", "actions": moves})
}

func (t *Tab) act(source map[string]any) error {
	return t.do("PerformActions", map[string]any{"actions": []any{source}}, nil)
}

// Type writes at the end of the field that a selector names. WebKitWebDriver knows
// only letters of the Basic Multilingual Plane.
func (t *Tab) Type(selector, text string) error {
	return t.keys(selector, strings.ReplaceAll(text, "\n", Enter))
}

// Attach gives files to a file field.
func (t *Tab) Attach(selector string, paths ...string) error {
	return t.keys(selector, strings.Join(paths, "\n"))
}

func (t *Tab) keys(selector, text string) error {
	var found map[string]string
	if err := t.do("FindElement", map[string]any{"using": "css selector", "value": selector}, &found); err != nil {
		return err
	}
	for _, id := range found { // one, under a name that the standard made up
		return t.do("ElementSendKeys", map[string]any{"id": id, "text": text}, nil)
	}
	return fmt.Errorf("no element %s", selector)
}

// Shot is a PNG of what the person sees.
func (t *Tab) Shot() (png []byte, err error) {
	return png, t.do("TakeScreenshot", map[string]any{"full": false}, &png)
}
