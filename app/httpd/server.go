// Package httpd is HTTP on the open network, whatever the site is about: heads and
// bodies that are what they seem, headers that every answer carries, proxies, and
// connections that cost no more than their share. It knows no desk and no person.
package httpd

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Options are what the operator decides, and what the site's routes need.
type Options struct {
	URL     string   // public address, without a slash at the end
	Proxies []string // trusted proxies, CIDR or address
	Largest int64    // body that a route reads, in bytes

	Earlier func(ctx context.Context, name string) ([]byte, error) // a static file of another program; nil: there is none
}

// Server is the connections of a site.
type Server struct {
	Routes []*Route // and what was answered on each

	options Options
	answers answers // that nobody took yet
	big     chan struct{}
	crowd   *crowd
	loads   *loads
	unread  unread
	foreign sync.Once // warned of a proxy
	proxies proxies
	proxied atomic.Bool // by one on this machine that was not named
}

// New returns a server; nothing runs yet. It refuses proxies that are no addresses.
func New(o Options) (*Server, error) {
	trusted, err := parseProxies(o.Proxies)
	if err != nil {
		return nil, err
	}
	return &Server{options: o, crowd: newCrowd(), loads: newLoads(Descriptors()), unread: unread{most: maxUnread}, big: make(chan struct{}, maxBig), proxies: trusted}, nil
}

// App is a fiber app on this server, which shows views and answers errors by problem.
func (s *Server) App(views fiber.Views, problem fiber.ErrorHandler) *fiber.App {
	app := fiber.New(fiber.Config{
		Views: views,
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			defer made(c)
			return problem(c, err)
		},
		CaseSensitive:                true, // /G/ is not /g/, whose pages have headers of their own
		Immutable:                    true, // strings of a request may outlive it
		StreamRequestBody:            true, // who sends is known before what they send is read
		DisablePreParseMultipartForm: true,
		DisableStartupMessage:        true,
		DisableHeaderNormalizing:     false,
		ReadBufferSize:               16 << 10,         // the largest head
		ReadTimeout:                  10 * time.Second, // for a head
		IdleTimeout:                  75 * time.Second,
		ServerHeader:                 "",
	})
	s.serve(app.Server())
	return app
}

// Listen answers on ln by app until that is shut down.
func (s *Server) Listen(app *fiber.App, ln net.Listener) error {
	s.tellFew()
	return app.Listener(lingering{ln, s.crowd, s.proxies, s.options.Largest})
}

// Hush ends, after a moment, the connections that browsers opened in advance and
// never spoke on: fasthttp would wait five seconds for each.
func (s *Server) Hush() { time.AfterFunc(time.Second, s.crowd.hush) }
