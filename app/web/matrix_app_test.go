package web_test

import (
	"crypto/rand"
	"net/url"
)

// appRows are what makes the pages an app; whoever comes may have them. Only
// what is shared to it is of a person, and waits for nobody's sign-in.
func appRows() []row {
	page := func(path string) func(*cell) visit { return func(*cell) visit { return visit{path: path, want: 200} } }
	return []row{
		{route: "GET /sw.js", may: everybody, visit: page("/sw.js")},
		{route: "GET /offline", may: everybody, visit: page("/offline")},
		{route: "GET /manifest.webmanifest", may: everybody, visit: page("/manifest.webmanifest")},
		{route: "POST /share", may: everybody, visit: func(c *cell) visit {
			c.site.Set("DELETE FROM drafts WHERE ticket = 0") // it would come after what is there
			text := "Compartido " + rand.Text()
			to := "/tickets/new"
			if !c.signedIn() {
				to = "/sign-in?next=/tickets/new"
			}
			return visit{path: "/share", form: url.Values{"text": {text}}, files: textFile("recibo.txt"), want: 303, to: to, stored: func() bool {
				return c.site.Count("SELECT count(*) FROM drafts WHERE ticket = 0 AND body LIKE ? AND (person_id IS NULL) = ?", "%"+text, !c.signedIn()) == 1
			}}
		}},
	}
}
