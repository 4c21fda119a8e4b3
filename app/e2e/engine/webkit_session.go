package engine

import (
	"fmt"
	"maps"
	"strings"
)

// endpoints are the commands that tabs use, as WebDriver has them over HTTP (6.1).
var endpoints = map[string]string{
	"Navigate":           "POST /url",
	"ExecuteScript":      "POST /execute/sync",
	"ExecuteAsyncScript": "POST /execute/async",
	"PerformActions":     "POST /actions",
	"FindElement":        "POST /element",
	"ElementSendKeys":    "POST /element/{id}/value",
	"SetWindowRect":      "POST /window/rect",
	"TakeScreenshot":     "GET /screenshot",
}

// httpSession is one MiniBrowser.
type httpSession struct {
	*webkit
	path string
}

func (s *httpSession) do(name string, params map[string]any, into any) error {
	method, path, known := strings.Cut(endpoints[name], " ")
	if !known {
		return fmt.Errorf("%s is no command of ours", name)
	}
	params = maps.Clone(params)
	if params == nil {
		params = map[string]any{}
	}
	if id, ok := params["id"].(string); ok {
		path = strings.Replace(path, "{id}", id, 1)
		delete(params, "id")
	}
	return s.ask(method, s.path+path, params, into)
}

// resize makes the page so large, as far as the window's own bar lets it.
func (s *httpSession) resize(width, height int) error {
	var got []int
	tab := &Tab{wire: s, plain: true}
	if err := s.do("SetWindowRect", map[string]any{"x": 0, "y": 0, "width": width, "height": height}, nil); err != nil {
		return err
	}
	if err := tab.Eval("[innerWidth, innerHeight]", &got); err != nil {
		return err
	}
	return s.do("SetWindowRect", map[string]any{"x": 0, "y": 0, "width": width, "height": 2*height - got[1]}, nil)
}
