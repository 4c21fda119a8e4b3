package web_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"hilo/app/words"
)

// parse reads a page or a part as a browser without script does.
func parse(t testing.TB, body string) *html.Node {
	t.Helper()
	doc, err := html.ParseWithOptions(strings.NewReader(body), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// fields are the values that a form on the page would send.
func fields(t testing.TB, body string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for n := range parse(t, body).Descendants() {
		name := attr(n, "name")
		switch n.Data {
		case "input":
			if kind := attr(n, "type"); kind != "radio" && kind != "checkbox" {
				found[name] = attr(n, "value")
			}
		case "textarea":
			if n.FirstChild != nil {
				found[name] = n.FirstChild.Data
			}
		case "option":
			if _, selected := attribute(n, "selected"); selected {
				found[attr(n.Parent, "name")] = attr(n, "value")
			}
		}
	}
	return found
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// text is all that the page says, without its markup.
func text(t testing.TB, body string) string {
	t.Helper()
	var b strings.Builder
	for n := range parse(t, body).Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// element is the markup of the element with an id; "" for none.
func element(t testing.TB, body, id string) string {
	t.Helper()
	for n := range parse(t, body).Descendants() {
		if attr(n, "id") == id {
			var b strings.Builder
			if err := html.Render(&b, n); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
	}
	return ""
}

// catalogue is the catalogue that pages are compared with.
func catalogue(t testing.TB) *words.Catalogue {
	t.Helper()
	b, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
